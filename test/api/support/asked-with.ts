export const CROPS = {
  draw: async () => ({
    jpegBase64: '',
    crop: { widthPx: 1, heightPx: 1 },
    perLine: 1,
    sheetIds: [],
  }),
  prepare: async () => undefined,
};

/** 自動応答不可, of somebody. */
export const MARK = { reason: 'court_order', fromDay: null, toDay: null } as const;

export const NEW_BATCH = {
  ...{ label: '束', institutionCode: null, month: null, declaredSheets: null },
};
export const NEW_ACCOUNT = {
  ...{ loginName: 'gen', displayName: '職員', roles: ['clerk'], staffMemberId: null },
};
export const RESIDENTS =
  '宛名番号,氏名,カナ,生年月日,性別,住所,世帯番号,住登外フラグ\r\n' +
  '6667319589,試験　花子,シケン　ハナコ,1950-02-09,女,試験市本町1,900001,0\r\n';
export const OVERRIDE = {
  ...{ kind: 'long_term_care', programme: 'bcg', vaccine: 'all' },
  ...{ fromDay: '2021-04-01', toDay: '2021-12-31', reason: '長期療養', document: '理由書 1号' },
};
export const ANY_EVENT = {
  ...{ from: null, to: null, who: null, action: null, outcome: null },
  ...{ resourceKind: null, resourceId: null, subject: null },
};
export const PAST = {
  ...{
    residentId: '1000000001',
    name: '試験　花子',
    kana: 'シケン　ハナコ',
    birthDate: '1950-02-09',
  },
  ...{ sex: 'female', address: '試験市本町1', householdId: null, nonRegistered: false },
  ...{ movedInOn: null, movedOutOn: null, diedOn: null },
};
