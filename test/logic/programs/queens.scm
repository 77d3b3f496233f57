;;; Ten queens on a board of ten, none attacking another: for each row a place, a (column up down) of the board, whose
;;; column and diagonals no other queen's place shares.

(define size 10)

(define (places row)
  (map (lambda (column) (list column (+ row column) (- row column))) (iota size)))

(defrel (one-of place choices)
  (fresh (first others)
    (== `(,first . ,others) choices)
    (conde ((== place first))
           ((one-of place others)))))

(defrel (apart place others)
  (conde
    ((== '() others))
    ((fresh (column up down other-column other-up other-down rest)
       (== (list column up down) place)
       (== `((,other-column ,other-up ,other-down) . ,rest) others)
       (=/= column other-column)
       (=/= up other-up)
       (=/= down other-down)
       (apart place rest)))))

(defrel (queens rows placed all)
  (conde
    ((== '() rows) (== placed all))
    ((fresh (row more place)
       (== `(,row . ,more) rows)
       (one-of place row)
       (apart place placed)
       (queens more `(,place . ,placed) all)))))

(define (work)
  (map (lambda (solution) (map car solution))
       (run 1 (q) (queens (map places (iota size)) '() q))))
