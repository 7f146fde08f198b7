import { describe, expect, test } from 'vitest';
import { type DeskState, deskReducer } from '../../../review-ui/review/desk-state.ts';

const start: DeskState = {
  currentId: 'lot',
  drafts: { lot: 'FC2396', name: '藤' },
  rowAt: 'center',
  unsent: {},
  sent: new Set(),
  lookedAt: new Set(),
  onScreen: new Set(),
  dialog: null,
  note: '',
  warnedOf: '',
  hint: { kind: 'empty' },
};

describe('the desk', () => {
  test('keeps what was typed when the server did not take it', () => {
    const sent = deskReducer(start, { type: 'sending', fieldIds: ['lot'] });
    const refused = deskReducer(sent, { type: 'settled', fieldIds: ['lot'], ok: false });
    expect(refused.drafts['lot']).toBe('FC2396');
    expect(refused.sent.has('lot')).toBe(false);
  });

  test('forgets a draft only once it is the answer', () => {
    const sent = deskReducer(start, { type: 'sending', fieldIds: ['lot'] });
    const taken = { type: 'settled', fieldIds: ['lot'], ok: true, text: 'FC2396' } as const;
    expect(deskReducer(sent, taken).drafts).toEqual({ name: '藤' });
  });

  test('keeps what was typed into the field again while its answer was on its way', () => {
    const sent = deskReducer(start, { type: 'sending', fieldIds: ['lot'] });
    const again = deskReducer(sent, { type: 'draft', fieldId: 'lot', text: 'FC2397' });
    const taken = { type: 'settled', fieldIds: ['lot'], ok: true, text: 'FC2396' } as const;
    expect(deskReducer(again, taken).drafts['lot']).toBe('FC2397');
  });

  test('signs for nothing once an answer was refused', () => {
    const sent = deskReducer(start, { type: 'sending', fieldIds: ['lot'] });
    const wished = deskReducer(sent, { type: 'hint', hint: { kind: 'signs_when_sent' } });
    const refused = deskReducer(wished, { type: 'settled', fieldIds: ['lot'], ok: false });
    expect(refused.hint).toBeNull();
  });

  test('takes a hint away with the next thing done', () => {
    expect(deskReducer(start, { type: 'draft', fieldId: 'lot', text: 'F' }).hint).toBeNull();
    expect(deskReducer(start, { type: 'goTo', fieldId: 'name' }).hint).toBeNull();
  });

  test('keeps what the lost lease refused until it is sent again', () => {
    const given = { answer: 'value', value: 'FC2396' } as const;
    const sent = deskReducer(start, { type: 'sending', fieldIds: ['lot'] });
    const refused = { type: 'settled', fieldIds: ['lot'], ok: false, unsent: given } as const;
    const lost = deskReducer(sent, refused);
    expect(lost.unsent).toEqual({ lot: given });
    expect(deskReducer(lost, { type: 'sending', fieldIds: ['lot'] }).unsent).toEqual({});
  });

  test('brings what has to be seen as a page of rows, and goes to a field in the middle', () => {
    const brought = deskReducer(start, {
      type: 'bring',
      fieldIds: ['name', 'lot'],
      why: 'brought_on_screen',
    });
    expect(brought).toMatchObject({ currentId: 'name', rowAt: 'start', hint: { count: 2 } });
    expect(deskReducer(brought, { type: 'goTo', fieldId: 'lot' }).rowAt).toBe('center');
  });

  test('does not draw itself anew for rows it has seen', () => {
    const seen = deskReducer(start, { type: 'onScreen', fieldIds: ['lot'] });
    expect(deskReducer(seen, { type: 'onScreen', fieldIds: ['lot'] })).toBe(seen);
  });
});
