/** Check digits of the field's codes, DOMAIN.md §3. All take digits only and return false for any other shape. */

const digitsOf = (code: string): number[] => Array.from(code, Number);
const weighted = (digits: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * (digits[at] ?? 0), 0);

/** 個人番号, 12 digits (番号利用法施行令 第8条). Only ever used to recognise what must not be kept. */
export function isValidIndividualNumber(code: string): boolean {
  if (!/^\d{12}$/.test(code)) return false;
  const digits = digitsOf(code);
  const rest = weighted(digits, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return digits[11] === (rest <= 1 ? 0 : 11 - rest);
}

/** 全国地方公共団体コード, 6 digits. */
export function isValidMunicipalityCode(code: string): boolean {
  if (!/^\d{6}$/.test(code)) return false;
  const digits = digitsOf(code);
  return digits[5] === (11 - (weighted(digits, [6, 5, 4, 3, 2]) % 11)) % 10;
}

/** 医療機関コード, 10 digits: 都道府県 2 + 点数表 1 + 機関 7, Luhn over all ten. */
export function isValidInstitutionCode(code: string): boolean {
  if (!/^\d{10}$/.test(code)) return false;
  const sum = digitsOf(code)
    .reverse()
    .reduce((total, digit, at) => total + (at % 2 === 0 ? digit : crossSum(digit * 2)), 0);
  return sum % 10 === 0;
}

/** 保険者番号, 8 digits. */
export function isValidInsurerNumber(code: string): boolean {
  if (!/^\d{8}$/.test(code)) return false;
  const [check = 0, ...body] = digitsOf(code).reverse();
  const sum = body.reduce(
    (total, digit, at) => total + crossSum(digit * (at % 2 === 0 ? 2 : 1)),
    0,
  );
  return check === (10 - (sum % 10)) % 10;
}

const crossSum = (value: number): number => (value > 9 ? value - 9 : value);
