;;; Two recursive calls, past the stack and back: the leaves of a tree whose spine, now left and now right, is a hundred
;;; thousand long, with a small tree at each joint. (Built before: a compiler may not count them for us.)
(define (full n) (if (= n 0) 'leaf (cons (full (- n 1)) (full (- n 1)))))
(define spine
  (let loop ((i 0) (tree 'leaf))
    (if (< i 100000)
        (loop (+ i 1) (if (odd? i) (cons tree (full 3)) (cons (full 3) tree)))
        tree)))
(define (leaves tree) (if (pair? tree) (+ (leaves (car tree)) (leaves (cdr tree))) 1))
(define (benchmark) (let loop ((i 0) (sum 0)) (if (< i 5) (loop (+ i 1) (+ sum (leaves spine))) sum)))
(define expected 4000005)
