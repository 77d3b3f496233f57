;;; Sorting: a stable merge sort of lists. It calls less? as few times as merging can.

(define (merge a b less?)
  "The items of two sorted lists in one sorted list."
  (let loop ((a a) (b b) (merged '()))
    (cond ((null? a) (append-reverse! merged b))
          ((null? b) (append-reverse! merged a))
          ((less? (car b) (car a)) (loop a (cdr b) (cons (car b) merged)))
          (else (loop (cdr a) b (cons (car a) merged))))))

(define merge! merge)

;; Sorts the first n items; n is at least 1.
(define (%sort-part items n less?)
  (cond ((= n 1) (list (car items)))
        ((= n 2)
         (let ((a (car items)) (b (car (cdr items))))
           (if (less? b a) (list b a) (list a b))))
        (else
         (let ((half (quotient n 2)))
           (merge (%sort-part items half less?) (%sort-part (list-tail items half) (- n half) less?) less?)))))

(define (%sort-list items less?)
  (if (null? (%proper items "sort" 1)) '() (%sort-part items (length items) less?)))

(define (sort items less?)
  "The items of a list or vector in order; equal ones stay in the order in which they were."
  (if (vector? items)
      (list->vector (%sort-list (vector->list items) less?))
      (%sort-list items less?)))

(define stable-sort sort)
(define sort-list sort)

(define (sort! items less?)
  "As sort; a vector is sorted in place."
  (if (vector? items)
      (begin (vector-copy! items 0 (sort items less?)) items)
      (sort items less?)))

(define stable-sort! sort!)
(define sort-list! sort!)

(define (sorted? items less?)
  "Are the items of a list or vector in order?"
  (let loop ((items (if (vector? items) (vector->list items) items)))
    (or (null? items)
        (null? (cdr items))
        (and (not (less? (cadr items) (car items))) (loop (cdr items))))))
