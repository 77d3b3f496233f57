;;; A program as one finds it: it reads lines of a log, and reports. The same file runs in Guile.

(use-modules (srfi srfi-1) (srfi srfi-9) (srfi srfi-26) (ice-9 match) (ice-9 regex) (ice-9 format) (ice-9 receive))

(define-record-type <entry>
  (make-entry host service status seconds)
  entry?
  (host entry-host)
  (service entry-service)
  (status entry-status set-entry-status!)
  (seconds entry-seconds))

(define %lines
  "2023-11-14T22:13:20 tux01 borg: status=0 took 12.50s
2023-11-14T22:14:20 tux02 borg: status=2 took 3.25s
# a comment

2023-11-14T22:15:20 tux01 rsync: status=0 took 100s
garbage that does not match
2023-11-14T22:16:20 tux02 rsync: status=1 took 0.75s
2023-11-14T22:17:20 penguin2 borg: status=0 took 7s
")

(define rx (make-regexp "^([^ ]+) ([[:alnum:]]+) ([a-z]+): status=([0-9]+) took ([0-9.]+)s$"))

(define (read-lines port)
  "All lines of the port."
  (let loop ((lines '()))
    (let ((line (read-line port)))
      (if (eof-object? line)
          (reverse! lines)
          (loop (cons line lines))))))

(define* (parse-line line #:key (on-error (const #f)))
  (cond ((or (string-null? line) (string-prefix? "#" line)) #f)
        ((regexp-exec rx line)
         => (lambda (m)
              (let ((group (cut match:substring m <>)))
                (make-entry (group 2) (string->symbol (group 3))
                            (string->number (group 4)) (string->number (group 5))))))
        (else (on-error line))))

(define bad-lines '())
(define entries
  (call-with-input-string %lines
    (lambda (port)
      (filter-map (lambda (line) (parse-line line #:on-error (lambda (l) (set! bad-lines (cons l bad-lines)) #f)))
                  (read-lines port)))))

(define (group-by key items)
  (let ((table (make-hash-table)))
    (for-each (lambda (item) (hash-set! table (key item) (cons item (hash-ref table (key item) '())))) items)
    (sort (hash-map->list (lambda (k v) (cons k (reverse v))) table)
          (lambda (a b) (string<? (format #f "~a" (car a)) (format #f "~a" (car b)))))))

(define (worst entries)
  (fold (lambda (e worst) (max worst (entry-status e))) 0 entries))

(define (level status)
  (case status ((0) 'ok) ((1) 'warn) (else 'bark)))

(define-syntax define-report
  (syntax-rules ()
    ((_ (name arg) column ...)
     (define (name arg) (list (cons 'column (column arg)) ...)))))

(define (hosts group) (map entry-host (cdr group)))
(define (total group) (apply + (map entry-seconds (cdr group))))
(define-report (report group) hosts total)

(test "entries" (map (lambda (e) (list (entry-host e) (entry-service e) (entry-status e) (entry-seconds e))) entries)
      => (("tux01" borg 0 12.5) ("tux02" borg 2 3.25) ("tux01" rsync 0 100) ("tux02" rsync 1 0.75) ("penguin2" borg 0 7)))
(test "bad lines" bad-lines => ("garbage that does not match"))
(test "by host" (map (lambda (g) (list (car g) (level (worst (cdr g))))) (group-by entry-host entries))
      => (("penguin2" ok) ("tux01" ok) ("tux02" bark)))
(test "the report" (map report (group-by entry-service entries))
      => (((hosts "tux01" "tux02" "penguin2") (total . 22.75)) ((hosts "tux01" "tux02") (total . 100.75))))
(test "as text"
      (with-output-to-string
        (lambda ()
          (for-each (match-lambda ((host . entries) (format #t "~10a ~6,2f s  ~{~a~^, ~}~%" host (apply + (map entry-seconds entries)) (map entry-service entries))))
                    (group-by entry-host entries))))
      => "penguin2     7.00 s  borg\ntux01      112.50 s  borg, rsync\ntux02        4.00 s  borg, rsync\n")
(test "partition and receive"
      (receive (good bad) (partition (compose zero? entry-status) entries) (list (length good) (length bad))) => (3 2))
(test "an error with context"
      (catch 'bad-host
        (lambda () (for-each (lambda (e) (when (string=? (entry-host e) "tux02") (throw 'bad-host (entry-host e) (entry-status e)))) entries))
        (lambda (key host status) (format #f "~a: ~a has ~d" key host status)))
      => "bad-host: tux02 has 2")
(test "mutation" (let ((e (make-entry "h" 's 0 1))) (set-entry-status! e 5) (entry-status e)) => 5)
(test "a stream of primes"
      (let ()
        (define (integers n) (cons n (delay (integers (+ n 1)))))
        (define (sieve s) (cons (car s) (delay (let loop ((r (force (cdr s)))) (if (zero? (modulo (car r) (car s))) (loop (force (cdr r))) (sieve-rest s r))))))
        (define (sieve-rest s r) (sieve (filter-stream (lambda (x) (not (zero? (modulo x (car s))))) r)))
        (define (filter-stream ok? s) (if (ok? (car s)) (cons (car s) (delay (filter-stream ok? (force (cdr s))))) (filter-stream ok? (force (cdr s)))))
        (define (head s n) (if (zero? n) '() (cons (car s) (head (force (cdr s)) (- n 1)))))
        (head (sieve (integers 2)) 10))
      => (2 3 5 7 11 13 17 19 23 29))
(test "an interpreter"
      (let ()
        (define (ev x env)
          (match x
            ((? number?) x)
            ((? symbol?) (assq-ref env x))
            (('lambda (params ...) body) (lambda args (ev body (append (map cons params args) env))))
            (('if test then otherwise) (if (ev test env) (ev then env) (ev otherwise env)))
            (('let ((names values) ...) body) (ev `((lambda ,names ,body) ,@values) env))
            ((f args ...) (apply (ev f env) (map (cut ev <> env) args)))))
        (ev '(let ((fact (lambda (self n) (if (= n 0) 1 (* n (self self (- n 1))))))) (fact fact 20))
            `((= . ,=) (* . ,*) (- . ,-))))
      => 2432902008176640000)
