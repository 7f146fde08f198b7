/** 医療機関コード: the Luhn digit that completes nine digits. */
export function luhnDigit(nine: string): string {
  const sum = [...nine].reverse().reduce((total, char, i) => {
    const value = Number(char) * (i % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}
