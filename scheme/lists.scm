;;; Lists: what takes a procedure, of R7RS and the core of SRFI 1. Loops over one list, the usual case, come first.

(define (%check-procedure x who position)
  (if (procedure? x) x (%wrong-type who position x "a procedure")))

;; The cars (or cdrs) of lists; #f as soon as one has ended.
(define (%cars lists)
  (let loop ((lists lists) (cars '()))
    (cond ((null? lists) (reverse! cars))
          ((pair? (car lists)) (loop (cdr lists) (cons (car (car lists)) cars)))
          (else #f))))

(define (%cdrs lists)
  (let loop ((lists lists) (cdrs '()))
    (if (null? lists) (reverse! cdrs) (loop (cdr lists) (cons (cdr (car lists)) cdrs)))))

;; A list ends in the empty list: anything else is an error of the procedure `who`.
(define-syntax %end
  (syntax-rules ()
    ((_ rest result who position list) (if (null? rest) result (%wrong-type who position list "a proper list")))))

(define (map procedure first . rest)
  "The results of the procedure for each item; with several lists, for their first items, their second items, and so on."
  (if (null? rest)
      (let ((mark (%mark)))
        (let loop ((items first) (results '()))
          (if (pair? items)
              (loop (cdr items) (cons (procedure (car items)) results))
              (%end items (%collected results mark) "map" 2 first))))
      (let loop ((lists (cons first rest)) (results '()))
        (let ((cars (%cars lists)))
          (if cars
              (loop (%cdrs lists) (cons (apply procedure cars) results))
              (reverse results))))))

(define map-in-order map)

(define (for-each procedure first . rest)
  "Calls the procedure for each item, from the first to the last, for its effect."
  (if (null? rest)
      (let loop ((items first))
        (if (pair? items)
            (begin (procedure (car items)) (loop (cdr items)))
            (%end items (if #f #f) "for-each" 2 first)))
      (let loop ((lists (cons first rest)))
        (let ((cars (%cars lists)))
          (if cars (begin (apply procedure cars) (loop (%cdrs lists))))))))

(define (append-map procedure first . rest)
  "The lists that the procedure returns for each item, appended."
  (concatenate (apply map procedure first rest)))

(define (filter-map procedure first . rest)
  "The results of the procedure for each item, without those that are #f."
  (if (null? rest)
      (let ((mark (%mark)))
        (let loop ((items first) (results '()))
          (if (pair? items)
              (let ((result (procedure (car items)))) (loop (cdr items) (if result (cons result results) results)))
              (%end items (%collected results mark) "filter-map" 2 first))))
      (filter identity (apply map procedure first rest))))

(define (filter keep? items)
  "The items for which keep? is true."
  (let ((mark (%mark)))
    (let loop ((rest items) (kept '()))
      (if (pair? rest)
          (loop (cdr rest) (if (keep? (car rest)) (cons (car rest) kept) kept))
          (%end rest (%collected kept mark) "filter" 2 items)))))

(define (remove drop? items)
  "The items for which drop? is false."
  (let ((mark (%mark)))
    (let loop ((rest items) (kept '()))
      (if (pair? rest)
          (loop (cdr rest) (if (drop? (car rest)) kept (cons (car rest) kept)))
          (%end rest (%collected kept mark) "remove" 2 items)))))

(define filter! filter)
(define remove! remove)

(define (partition in? items)
  "Two values: the items for which in? is true, and the others."
  (let loop ((rest items) (in '()) (out '()))
    (if (pair? rest)
        (if (in? (car rest))
            (loop (cdr rest) (cons (car rest) in) out)
            (loop (cdr rest) in (cons (car rest) out)))
        (%end rest (values (reverse in) (reverse out)) "partition" 2 items))))

(define partition! partition)

(define (fold procedure initial first . rest)
  "Calls (procedure item result) for each item, from the first on; the result begins as initial."
  (if (null? rest)
      (let loop ((items first) (result initial))
        (if (pair? items)
            (loop (cdr items) (procedure (car items) result))
            (%end items result "fold" 3 first)))
      (let loop ((lists (cons first rest)) (result initial))
        (let ((cars (%cars lists)))
          (if cars (loop (%cdrs lists) (apply procedure (append cars (list result)))) result)))))

(define (fold-right procedure initial first . rest)
  "As fold, but from the last item on: (procedure item1 (procedure item2 ... initial))."
  (if (null? rest)
      (let loop ((items (reverse first)) (result initial))
        (if (pair? items) (loop (cdr items) (procedure (car items) result)) result))
      (let loop ((lists (reverse (apply map list first rest))) (result initial))
        (if (pair? lists) (loop (cdr lists) (apply procedure (append (car lists) (list result)))) result))))

(define (fold-left procedure initial . lists)
  "Calls (procedure result item ...) for each item, from the first on (R6RS)."
  (let loop ((lists lists) (result initial))
    (let ((cars (%cars lists)))
      (if cars (loop (%cdrs lists) (apply procedure result cars)) result))))

(define (reduce procedure default items)
  "As fold with the first item as initial result; default if there are no items."
  (if (pair? items) (fold procedure (car items) (cdr items)) (%end items default "reduce" 3 items)))

(define (reduce-right procedure default items)
  "As fold-right with the last item as initial result; default if there are no items."
  (if (pair? items)
      (let ((reversed (reverse items))) (fold procedure (car reversed) (cdr reversed)))
      (%end items default "reduce-right" 3 items)))

(define (find satisfied? items)
  "The first item for which satisfied? is true, or #f."
  (let loop ((rest items))
    (cond ((pair? rest) (if (satisfied? (car rest)) (car rest) (loop (cdr rest))))
          (else (%end rest #f "find" 2 items)))))

(define (find-tail satisfied? items)
  "The part of the list that begins with the first item for which satisfied? is true, or #f."
  (let loop ((rest items))
    (cond ((pair? rest) (if (satisfied? (car rest)) rest (loop (cdr rest))))
          (else (%end rest #f "find-tail" 2 items)))))

(define (any satisfied? first . rest)
  "The first result of satisfied? that is not #f, or #f."
  (if (null? rest)
      (let loop ((items first))
        (cond ((not (pair? items)) (%end items #f "any" 2 first))
              ((null? (cdr items)) (satisfied? (car items)))
              (else (or (satisfied? (car items)) (loop (cdr items))))))
      (let loop ((lists (cons first rest)))
        (let ((cars (%cars lists)))
          (and cars (or (apply satisfied? cars) (loop (%cdrs lists))))))))

(define (every satisfied? first . rest)
  "#f if satisfied? is false for some item; else its result for the last one (#t if there are no items)."
  (if (null? rest)
      (let loop ((items first))
        (cond ((not (pair? items)) (%end items #t "every" 2 first))
              ((null? (cdr items)) (satisfied? (car items)))
              (else (and (satisfied? (car items)) (loop (cdr items))))))
      (let loop ((lists (cons first rest)) (result #t))
        (let ((cars (%cars lists)))
          (if cars
              (let ((result (apply satisfied? cars))) (and result (loop (%cdrs lists) result)))
              result)))))

(define (list-index satisfied? first . rest)
  "The index, from 0, of the first item for which satisfied? is true, or #f."
  (if (null? rest)
      (let loop ((items first) (index 0))
        (cond ((not (pair? items)) (%end items #f "list-index" 2 first))
              ((satisfied? (car items)) index)
              (else (loop (cdr items) (+ index 1)))))
      (let loop ((lists (cons first rest)) (index 0))
        (let ((cars (%cars lists)))
          (and cars (if (apply satisfied? cars) index (loop (%cdrs lists) (+ index 1))))))))

(define (count satisfied? first . rest)
  "How many items satisfied? is true for."
  (if (null? rest)
      (let loop ((items first) (n 0))
        (if (pair? items)
            (loop (cdr items) (if (satisfied? (car items)) (+ n 1) n))
            (%end items n "count" 2 first)))
      (let loop ((lists (cons first rest)) (n 0))
        (let ((cars (%cars lists)))
          (if cars (loop (%cdrs lists) (if (apply satisfied? cars) (+ n 1) n)) n)))))

(define member
  (case-lambda
    ((x items)
     "The first tail that begins with x, by equal? or the procedure; #f if there is none."
     (%member x items))
    ((x items same?)
     (let loop ((rest items))
       (cond ((pair? rest) (if (same? x (car rest)) rest (loop (cdr rest))))
             (else (%end rest #f "member" 2 items)))))))

(define assoc
  (case-lambda
    ((key alist)
     "The first pair of the alist with this key, by equal? or the procedure; #f if there is none."
     (%assoc key alist))
    ((key alist same?)
     (let loop ((rest alist))
       (cond ((pair? rest) (if (same? key (car (car rest))) (car rest) (loop (cdr rest))))
             (else (%end rest #f "assoc" 2 alist)))))))

(define delete
  (case-lambda
    ((x items)
     "The list without what is equal to x, by equal? or the procedure."
     (%delete x items))
    ((x items same?) (remove (lambda (item) (same? x item)) items))))

(define delete! delete)

(define delete-duplicates
  (case-lambda
    ((items)
     "The list with only the first of those that are equal, by equal? or the procedure."
     (%delete-duplicates items))
    ((items same?)
     (let loop ((rest items) (kept '()))
       (if (pair? rest)
           (loop (cdr rest)
                 (if (any (lambda (other) (same? other (car rest))) kept) kept (cons (car rest) kept)))
           (%end rest (reverse kept) "delete-duplicates" 1 items))))))

(define delete-duplicates! delete-duplicates)

(define (list-tabulate n procedure)
  "The results of the procedure for 0, 1 ... n-1."
  (let loop ((i (- n 1)) (results '()))
    (if (< i 0) results (loop (- i 1) (cons (procedure i) results)))))

(define make-initialized-list list-tabulate)
