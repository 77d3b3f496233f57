;;; Promises (R7RS 4.2.5). A promise holds a box, shared with the promise it was forced from, so that a chain of
;;; delay-force runs in bounded space: #(done? value-or-thunk).

(define-record-type promise (%make-promise box) promise? (box %promise-box %set-promise-box!))

(define (%delay-force thunk) (%make-promise (vector #f thunk)))
(define (%delay thunk) (%delay-force (lambda () (make-promise (thunk)))))

(define (make-promise x)
  "A promise of x; x itself, if it is a promise."
  (if (promise? x) x (%make-promise (vector #t x))))

(define (force promise)
  "The promise's value, worked out the first time; what is no promise is its own value."
  (if (promise? promise)
      (let loop ()
        (let ((box (%promise-box promise)))
          (if (vector-ref box 0)
              (vector-ref box 1)
              (let ((next ((vector-ref box 1))) (box (%promise-box promise)))
                ;; The thunk may have forced this very promise: the first value counts.
                (if (not (vector-ref box 0))
                    (let ((other (%promise-box next)))
                      (vector-set! box 0 (vector-ref other 0))
                      (vector-set! box 1 (vector-ref other 1))
                      (%set-promise-box! next box)))
                (loop)))))
      promise))
