// The libraries that `import` and `use-modules` know, and what they export: all of it is in the base environment, under
// the same name or, where a library's own procedure differs from the base's, under the one given.
import { R7RS } from './exports-r7rs.ts';

/** An exported name, or [exported name, name in the base]. */
export type Export = string | readonly [exported: string, own: string];

const words = (text: string): string[] => text.trim().split(/\s+/);

const SRFI_1 = words(`
  alist-cons alist-copy alist-delete alist-delete! any append append! append-map append-map! append-reverse
  append-reverse! assoc assq assv break break! caaaar caaadr caaar caadar caaddr caadr caar cadaar cadadr cadar caddar
  cadddr caddr cadr car car+cdr cdaaar cdaadr cdaar cdadar cdaddr cdadr cdar cddaar cddadr cddar cdddar cddddr cdddr
  cddr cdr circular-list circular-list? concatenate concatenate! cons cons* count delete delete! delete-duplicates
  delete-duplicates! dotted-list? drop drop-right drop-right! drop-while eighth every fifth filter filter! filter-map
  find find-tail first fold fold-right for-each fourth iota last last-pair length length+ list list-copy list-index
  list-ref list-tabulate list= lset-adjoin lset-diff+intersection lset-diff+intersection! lset-difference
  lset-difference! lset-intersection lset-intersection!
  lset-union lset-union! lset-xor lset-xor! lset<= lset= make-list map map! map-in-order member memq memv ninth
  not-pair? null-list? null? pair-fold pair-fold-right pair-for-each pair? partition partition! proper-list? reduce
  reduce-right remove remove! reverse reverse! second set-car! set-cdr! seventh sixth span span! split-at split-at!
  take take! take-right take-while take-while! tenth third unfold unfold-right unzip1 unzip2 unzip3 unzip4 unzip5 xcons zip`);

const SRFI_13 = words(`
  list->string make-string reverse-list->string string string->list string-any string-append string-ci<=? string-ci<?
  string-ci=? string-ci>=? string-ci>? string-compare string-concatenate string-concatenate-reverse string-contains
  string-contains-ci string-copy string-count string-delete string-downcase string-drop string-drop-right string-every
  string-filter string-fold string-fold-right string-for-each string-for-each-index string-index string-index-right
  string-join string-length string-map string-null? string-pad string-pad-right string-prefix-ci? string-prefix?
  string-ref string-replace string-reverse string-rindex string-skip string-skip-right string-suffix-ci? string-suffix?
  string-tabulate string-take string-take-right string-titlecase string-tokenize string-trim string-trim-both
  string-trim-right string-unfold string-upcase string< string<= string<> string= string> string>= string? substring
  substring/shared`);

const SRFI_14 = words(`
  char-set char-set->list char-set->string char-set-adjoin char-set-complement char-set-contains? char-set-delete
  char-set-difference char-set-filter char-set-intersection char-set-size char-set-union char-set:ascii char-set:blank
  char-set:digit char-set:empty char-set:full char-set:graphic char-set:hex-digit char-set:letter char-set:letter+digit
  char-set:lower-case char-set:printing char-set:punctuation char-set:symbol char-set:upper-case char-set:whitespace
  char-set? list->char-set string->char-set ucs-range->char-set`);

const SRFI_19: Export[] = [
  ['current-time', '%srfi-19-current-time'],
  ...words(`
    add-duration copy-time current-date date->julian-day date->string date->time-utc date-day date-hour date-minute
    date-month date-nanosecond date-second date-week-day date-week-number date-year date-year-day date-zone-offset date?
    make-date make-time string->date subtract-duration time-difference time-duration time-monotonic time-nanosecond
    time-process time-second time-tai time-thread time-type time-utc time-utc->date time<=? time<? time=? time>=?
    time>? time?`),
];

const REGEX = words(`
  fold-matches list-matches match:count match:end match:prefix match:start match:string match:substring match:suffix
  regexp-match? regexp-quote regexp-substitute regexp-substitute/global string-match`);

/** By name, as it is written. */
const ICE_9: Readonly<Record<string, readonly Export[]>> = {
  '(ice-9 and-let-star)': words('and-let*'),
  '(ice-9 control)': words('call/ec let/ec'),
  '(ice-9 curried-definitions)': words('define define*'),
  '(ice-9 exceptions)': words('exception? guard raise raise-continuable with-exception-handler'),
  '(ice-9 format)': words('format'),
  '(ice-9 hash-table)': words('alist->hash-table alist->hashq-table alist->hashv-table'),
  '(ice-9 match)': words('match match-lambda match-lambda* match-let match-let* match-letrec'),
  '(ice-9 optargs)': words('define* define*-public lambda*'),
  '(ice-9 pretty-print)': words('pretty-print'),
  '(ice-9 rdelim)': words('read-line read-string write-line'),
  '(ice-9 receive)': words('receive'),
  '(ice-9 regex)': REGEX,
  '(ice-9 string-fun)': words('string-replace-substring'),
  '(ice-9 textual-ports)': words(
    'get-char get-line get-string-all get-string-n lookahead-char put-char put-string',
  ),
};

const SRFI: Readonly<Record<string, readonly Export[]>> = {
  0: words('cond-expand'),
  1: SRFI_1,
  2: words('and-let*'),
  6: words('get-output-string open-input-string open-output-string'),
  8: words('receive'),
  9: words('define-record-type'),
  11: words('let*-values let-values'),
  13: SRFI_13,
  14: SRFI_14,
  16: words('case-lambda'),
  19: SRFI_19,
  23: words('error'),
  26: words('cut cute'),
  34: words('guard raise with-exception-handler'),
  39: words('current-error-port current-input-port current-output-port make-parameter parameterize'),
  45: [...words('delay force promise?'), ['lazy', 'delay-force'], ['eager', 'make-promise']],
  87: words('case'),
};

/** What each library exports; `all` is all the base has. */
export const exports: Readonly<Record<string, readonly Export[] | 'all'>> = {
  ...R7RS,
  ...ICE_9,
  ...Object.fromEntries(Object.entries(SRFI).map(([number, names]) => [`(srfi srfi-${number})`, names])),
  ...Object.fromEntries(Object.entries(SRFI).map(([number, names]) => [`(srfi ${number})`, names])),
  '(guile)': 'all',
  '(scheme r5rs)': 'all',
  '(rnrs base)': 'all',
  '(rnrs bytevectors)': words(`
    bytevector-copy bytevector-copy! bytevector-fill! bytevector-length bytevector-u8-ref bytevector-u8-set! bytevector?
    bytevector->u8-list make-bytevector string->utf8 u8-list->bytevector utf8->string`),
};
