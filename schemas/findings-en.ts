import type { FindingCode } from './finding.ts';
import type { FindingMessage } from './finding-message.ts';

export const FINDINGS_EN = {
  check_digit_failed: {
    what: 'The check digit is wrong',
    next: 'Look at each digit on the paper and key it again; if the paper says so, go on.',
  },
  date_unreadable: {
    what: 'Not readable as a date',
    next: 'Key the date from the paper again; mark a day that does not exist as illegible.',
  },
  date_in_future: {
    what: 'The date lies in the future',
    next: 'Look at the paper again; if it says so, ask the clinic.',
  },
  dose_before_birth: {
    what: 'The dose is dated before birth',
    next: 'Look at both dates on the paper; if it says so, ask the clinic.',
  },
  date_outside_batch_month: {
    what: 'Outside the month of the batch',
    next: 'Look at the date on the paper; if it is right, check the month of the batch.',
    detail: 'Month of the batch {{month}}',
  },
  date_after_receipt: {
    what: 'The dose is after the day the sheet came in',
    next: 'Look at the date on the paper; if it says so, ask the clinic.',
    detail: 'Received {{received}}',
  },
  temperature_high_but_vaccinated: {
    what: 'Vaccinated at 37.5 ℃ or more',
    next: 'Look at the temperature; if the paper says so, commit it as written. It goes on the list of errors.',
  },
  temperature_implausible: {
    what: 'Not a possible body temperature',
    next: 'Look at the paper and key it again.',
  },
  physician_postponed_but_vaccinated: {
    what: 'Vaccinated although the physician postponed',
    next: 'Look at the decision and the vaccine; if the paper says so, ask the clinic.',
  },
  consent_missing: {
    what: 'Consent is missing',
    next: 'Look at the consent; if the paper says so, ask the clinic.',
  },
  signature_missing: {
    what: 'The signature is missing',
    next: 'Look at the place for it; if it is empty, ask the clinic.',
  },
  guardian_missing: {
    what: 'Under 16, and no guardian is named',
    next: 'Look at the place for it; if it is empty, ask the clinic.',
  },
  ticket_not_issued: {
    what: 'This ticket number was not issued',
    next: 'Look at the number; if it is right, find out whether it is of another municipality or of a newcomer.',
  },
  ticket_of_another: {
    what: 'This ticket number was issued to somebody else',
    next: 'Ask the clinic whether tickets were mixed up, and look at the doses of whoever the number is of.',
  },
  codes_disagree: {
    what: 'Bar code and print disagree',
    next: 'Compare them on the paper and key what is printed.',
  },
  institution_unknown: {
    what: 'The institution code is not on the list',
    next: 'Look at the code; if it is right, add the institution to the list.',
  },
  programme_unknown: {
    what: 'There are no rules for this programme: age, interval and volume were not checked',
    next: 'Check age, interval, number and volume yourself. An administrator adds the programme to the vaccine master.',
    detail: 'Programme {{programme}}',
  },
  programme_not_in_force: {
    what: 'This vaccine was not in force on that day',
    next: 'Look at the date; if the paper says so, ask the clinic.',
    detail: '{{vaccine}}: from {{from}}',
  },
  out_of_season: {
    what: 'Outside the season',
    next: 'Look at the date; if the paper says so, commit it as written. It goes on the list of errors.',
    detail: '{{vaccine}}: {{from}} to {{to}}',
  },
  product_not_of_programme: {
    what: 'This product is not used in this programme on that day',
    next: 'Look at the sticker and the date; if the paper says so, ask the clinic.',
    detail: '{{product}} / {{vaccine}}',
  },
  product_unknown: {
    what: 'The product is not in the vaccine master',
    next: 'Look at the sticker; a new product is added to the master by an administrator.',
  },
  product_switched: {
    what: 'Another product than before, or a vaccine given instead of the other',
    next: 'Look at the sticker and the earlier doses; if it is so, commit it as written. It goes on the list of errors.',
    detail: 'Earlier dose {{previous}} {{product}}',
  },
  lot_unknown: {
    what: 'The lot number is not on the list',
    next: 'Look at the sticker; if it is right, add the lot to the list.',
  },
  lot_expired: {
    what: 'The lot had expired',
    next: 'Look at lot, expiry and date; if the paper says so, commit it as written. It goes on the list of errors.',
    detail: 'Expiry {{expiry}}',
  },
  lot_outside_window: {
    what: 'The date is outside the time this lot was in use',
    next: 'Look at the lot and the date.',
    detail: '{{from}} to {{to}}',
  },
  lot_of_other_product: {
    what: 'In the list this lot is of another product',
    next: 'Look at lot and product on the sticker.',
    detail: 'In the list: {{product}}',
  },
  lot_shape_unusual: {
    what: 'A lot number of this product looks different',
    next: 'Look at each character of the lot on the sticker.',
    detail: '{{product}}',
  },
  age_not_eligible: {
    what: 'Not of the age on the day of the dose',
    next: 'Look at birth date, date and dose number. Say so if it is a long-term care exception; else it goes on the list of errors.',
    detail: '{{vaccine}}: {{windows}}',
  },
  eligible_on_condition: {
    what: 'Eligible only on a condition',
    next: 'Make sure of the certificate of the illness.',
    detail: '{{vaccine}}: {{condition}}',
  },
  sex_not_eligible: {
    what: 'This vaccine is not for this sex',
    next: 'Look at the sex and at whose ticket it is; if it is so, ask the clinic.',
    detail: '{{vaccine}}',
  },
  interval_too_short: {
    what: 'Too short after the dose before',
    next: 'Look at the date and the earlier doses; if it is so, commit it as written. It goes on the list of errors.',
    detail:
      '{{vaccine}}: earlier dose {{previous}}, at least {{interval}}, not before {{earliest}}',
  },
  interval_too_long: {
    what: 'Long after the dose before',
    next: 'This is no error. Look at the date and the earlier doses.',
    detail: '{{vaccine}}: earlier dose {{previous}}, within {{interval}}',
  },
  interval_other_vaccine: {
    what: 'Too near to a dose of another vaccine',
    next: 'Look at the date and the other doses; if it is so, commit it as written. It goes on the list of errors.',
    detail: '{{vaccine}} {{previous}}, at least {{interval}}',
  },
  dose_out_of_order: {
    what: 'Number and date are in another order than the earlier doses',
    next: 'Look at date and number on the paper, then at the earlier doses.',
    detail: 'Dose {{number}}: {{previous}}',
  },
  dose_number_skipped: {
    what: 'The dose before is in no book',
    next: 'Look at the number; if it is right, ask for doses given elsewhere or sheets still to come.',
    detail: 'Dose {{number}}',
  },
  dose_needless: {
    what: 'This dose was not needed',
    next: 'Look at number and earlier doses; if it is so, commit it as written. It goes on the list of errors.',
    detail: '{{vaccine}}: {{number}} doses',
  },
  volume_wrong: {
    what: 'The volume is not the prescribed one',
    next: 'Look at volume and product; if the paper says so, commit it as written. It goes on the list of errors.',
    detail: '{{vaccine}}: {{volumes}} mL',
  },
  route_wrong: {
    what: 'The route is not the right one',
    next: 'Look at the route; if the paper says so, commit it as written. It goes on the list of errors.',
    detail: '{{vaccine}}',
  },
  site_wrong: {
    what: 'The site is not the right one',
    next: 'Look at the site; if the paper says so, commit it as written. It goes on the list of errors.',
    detail: '{{vaccine}}',
  },
  register_birthdate_mismatch: {
    what: 'The birth date differs from the register',
    next: 'Look at birth date and ticket; if the paper says so, find out whose ticket it is.',
  },
  register_name_mismatch: {
    what: 'The name on paper differs from that of the person the ticket names',
    next: 'Look at name and ticket; if the paper says so, find out whose ticket it is.',
  },
  dose_after_death: {
    what: 'The dose is after the death of the person the ticket names',
    next: "Look at ticket and date; if the paper says so, find out whether it is another person's ticket or an error of the register.",
    detail: 'Died {{died}}',
  },
  not_resident_on_day: {
    what: 'Not a resident on the day of the dose',
    next: 'Look at the date, then find out when the person moved and which municipality pays.',
    detail: 'Moved in {{from}}, out {{to}}',
  },
  physician_decision_missing: {
    what: "The physician's decision is not marked, or marked twice",
    next: 'Look at the decision; if the paper says so, ask the clinic.',
  },
  dose_incomplete: {
    what: 'A dose seems to have been given, but its date, lot or volume is missing',
    next: 'Look at these places; if the paper has nothing, ask the clinic.',
  },
  duplicate_dose: {
    what: 'A dose of the same number or the same day is recorded already',
    next: 'Look at date and number, then at the earlier doses: one sheet that came twice, or two doses?',
    detail: 'Recorded {{previous}} {{product}}',
  },
  ticket_on_other_sheet: {
    what: 'There is another sheet of the same ticket: look at the papers and decide which one counts',
    next: 'Open the other sheets shown beside it and compare the papers.',
  },
} as const satisfies Readonly<Record<FindingCode, FindingMessage>>;
