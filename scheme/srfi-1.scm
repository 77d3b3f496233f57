;;; The rest of SRFI 1: what lists.scm has not.

(define (car+cdr pair)
  "Two values: the pair's car and cdr."
  (values (car pair) (cdr pair)))

(define (split-at items k)
  "Two values: the first k items, and the others."
  (values (take items k) (drop items k)))

(define split-at! split-at)

(define (list= same? . lists)
  "Are the lists of the same length, with items that are the same in the same places?"
  (define (two a b)
    (cond ((pair? a) (and (pair? b) (same? (car a) (car b)) (two (cdr a) (cdr b))))
          (else (not (pair? b)))))
  (let loop ((lists lists))
    (or (null? lists) (null? (cdr lists)) (and (two (car lists) (cadr lists)) (loop (cdr lists))))))

(define (zip first . rest)
  "A list of lists: of the first items, of the second items, and so on."
  (apply map list first rest))

(define (unzip1 lists)
  "The first items of lists."
  (map car lists))

(define (unzip2 lists)
  "Two values: the first and the second items of lists."
  (values (map car lists) (map cadr lists)))

(define (unzip3 lists)
  "Three values: the first, second and third items of lists."
  (values (map car lists) (map cadr lists) (map caddr lists)))

(define (unzip4 lists)
  "Four values: the first to fourth items of lists."
  (values (map car lists) (map cadr lists) (map caddr lists) (map cadddr lists)))

(define (unzip5 lists)
  "Five values: the first to fifth items of lists."
  (values (map car lists) (map cadr lists) (map caddr lists) (map cadddr lists) (map fifth lists)))

(define (take-while satisfied? items)
  "The items before the first for which satisfied? is false."
  (let loop ((rest items) (taken '()))
    (if (and (pair? rest) (satisfied? (car rest)))
        (loop (cdr rest) (cons (car rest) taken))
        (reverse taken))))

(define take-while! take-while)

(define (drop-while satisfied? items)
  "The items from the first on for which satisfied? is false."
  (let loop ((rest items))
    (if (and (pair? rest) (satisfied? (car rest))) (loop (cdr rest)) rest)))

(define (span satisfied? items)
  "Two values: what take-while and drop-while give."
  (let loop ((rest items) (taken '()))
    (if (and (pair? rest) (satisfied? (car rest)))
        (loop (cdr rest) (cons (car rest) taken))
        (values (reverse taken) rest))))

(define (break stop? items)
  "Two values: the items before the first for which stop? is true, and the rest."
  (span (lambda (item) (not (stop? item))) items))

(define span! span)
(define break! break)

(define (pair-fold procedure initial items)
  "As fold, but the procedure is given the list from each item on."
  (let loop ((rest items) (result initial))
    (if (pair? rest)
        (let ((next (cdr rest))) (loop next (procedure rest result)))
        result)))

(define (pair-fold-right procedure initial items)
  "As fold-right, but the procedure is given the list from each item on."
  (let loop ((rest items))
    (if (pair? rest) (procedure rest (loop (cdr rest))) initial)))

(define (pair-for-each procedure items)
  "Calls the procedure with the list from each item on."
  (let loop ((rest items))
    (if (pair? rest) (let ((next (cdr rest))) (procedure rest) (loop next)))))

(define* (unfold stop? item next seed #:optional (tail (lambda (seed) '())))
  "The list of (item seed), (item (next seed)) ... until stop? is true of the seed."
  (let loop ((seed seed) (items '()))
    (if (stop? seed)
        (append-reverse! items (tail seed))
        (loop (next seed) (cons (item seed) items)))))

(define* (unfold-right stop? item next seed #:optional (tail '()))
  "The list that ends in (item seed), with (item (next seed)) before it, and so on, until stop? is true of the seed."
  (let loop ((seed seed) (items tail))
    (if (stop? seed) items (loop (next seed) (cons (item seed) items)))))

(define append-map! append-map)
(define map! map)

(define* (alist-delete key alist #:optional (same? equal?))
  "The association list without the pairs of the key."
  (remove (lambda (entry) (same? key (car entry))) alist))

(define alist-delete! alist-delete)

;;; Lists as sets.

(define (%in? same? x items)
  (any (lambda (item) (same? item x)) items))

(define (lset-adjoin same? items . new)
  "The list with those of the new items put before it that are not in it."
  (fold (lambda (x result) (if (%in? same? x result) result (cons x result))) items new))

(define (lset-union same? . lists)
  "A list of all that is in any of the lists."
  (reduce (lambda (items result)
            (cond ((null? items) result)
                  ((null? result) items)
                  ((eq? items result) result)
                  (else (apply lset-adjoin same? result items))))
          '()
          lists))

(define (lset-intersection same? first . rest)
  "The items of the first list that are in all the others."
  (filter (lambda (x) (every (lambda (items) (%in? same? x items)) rest)) first))

(define (lset-difference same? first . rest)
  "The items of the first list that are in none of the others."
  (remove (lambda (x) (any (lambda (items) (%in? same? x items)) rest)) first))

(define (lset-xor same? . lists)
  "What is in an odd number of the lists."
  (reduce (lambda (b a)
            (append (reverse (remove (lambda (x) (%in? same? x a)) b))
                    (remove (lambda (x) (%in? same? x b)) a)))
          '()
          lists))

(define (lset<= same? . lists)
  "Is each list a subset of the next?"
  (or (null? lists)
      (let loop ((a (car lists)) (rest (cdr lists)))
        (or (null? rest)
            (and (every (lambda (x) (%in? same? x (car rest))) a) (loop (car rest) (cdr rest)))))))

(define (lset= same? . lists)
  "Are the lists equal as sets?"
  (or (null? lists)
      (let loop ((a (car lists)) (rest (cdr lists)))
        (or (null? rest)
            (and (lset<= same? a (car rest)) (lset<= same? (car rest) a) (loop (car rest) (cdr rest)))))))

(define (lset-diff+intersection same? first . rest)
  "Two values: the items of the first list that are in none of the others, and those that are in one."
  (partition (lambda (x) (not (any (lambda (items) (%in? same? x items)) rest))) first))

(define lset-union! lset-union)
(define lset-intersection! lset-intersection)
(define lset-difference! lset-difference)
(define lset-xor! lset-xor)
(define lset-diff+intersection! lset-diff+intersection)
