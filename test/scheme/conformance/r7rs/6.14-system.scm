;;; R7RS 6.14: system interface.

(test "features" (and (memq 'r7rs (features)) #t) => #t)
(test "get-environment-variable" (list (string? (get-environment-variable "PATH")) (get-environment-variable "NO_SUCH_VARIABLE_HERE")) => (#t #f))
(test "get-environment-variables" (and (assoc "PATH" (get-environment-variables)) #t) => #t)
(test "getenv" (list (string? (getenv "PATH")) (getenv "NO_SUCH_VARIABLE_HERE")) => (#t #f))
(test "command-line" (list? (command-line)) => #t)
(test "current-second" (< 1600000000 (current-second)) => #t)
(test "current-jiffy" (<= (current-jiffy) (current-jiffy)) => #t)
(test "jiffies-per-second" (and (exact-integer? (jiffies-per-second)) (> (jiffies-per-second) 0)) => #t)
(test "current-time" (exact-integer? (exact (floor (current-second)))) => #t)
