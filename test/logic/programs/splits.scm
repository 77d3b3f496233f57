;;; append run backwards: every way to cut a list of 300 in two.

(defrel (joined front back whole)
  (conde ((== '() front) (== back whole))
         ((fresh (head tail rest)
            (== `(,head . ,tail) front)
            (== `(,head . ,rest) whole)
            (joined tail back rest)))))

(define (work)
  (let ((splits (run* (front back) (joined front back (iota 300)))))
    (list (length splits) (length (car (list-ref splits 200))))))
