;;; Hash tables: what takes a procedure. The entries are those there were when the walk began.

(define (hash-fold procedure initial table)
  "Calls (procedure key value result) for each entry of the table."
  (fold (lambda (entry result) (procedure (car entry) (cdr entry) result)) initial (%hash-entries table "hash-fold")))

(define (hash-for-each procedure table)
  "Calls (procedure key value) for each entry of the table."
  (for-each (lambda (entry) (procedure (car entry) (cdr entry))) (%hash-entries table "hash-for-each")))

(define (hash-for-each-handle procedure table)
  "Calls the procedure with the pair (key . value) of each entry of the table."
  (for-each procedure (%hash-entries table "hash-for-each-handle")))

(define (hash-map->list procedure table)
  "The results of (procedure key value) for each entry of the table."
  (map (lambda (entry) (procedure (car entry) (cdr entry))) (%hash-entries table "hash-map->list")))

(define (hash-count satisfied? table)
  "How many entries (satisfied? key value) is true for."
  (count (lambda (entry) (satisfied? (car entry) (cdr entry))) (%hash-entries table "hash-count")))
