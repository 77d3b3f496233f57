;;; hardware.scm --- what each machine is: what questions about the herd begin with

(define (system-text message)
  (with-fields (os cores ram booted) (message-body message)
    (string-append
     (or os "an unknown system")
     (format #f ", ~a core~a" cores (if (= cores 1) "" "s"))
     (if ram (format #f ", ~a of memory" (bytes->string ram)) "")
     (if booted (format #f ", up ~a" (duration->string (max 0 (- (message-time message) booted)))) ""))))

(define-plugin hardware
  (synopsis "What each machine is: system, kernel, processor, memory, and when it was started")
  (interval (hours 1))
  (relations
    (state (hardware host)
      (os           text    "The system, as \"Debian GNU/Linux 12 (bookworm)\".")
      (kernel       text    "The release of the kernel that runs, as \"6.1.0-31-amd64\".")
      (cpu          text    "The name of the processor.")
      (cores        integer "Processors that are online, hyperthreads counted.")
      (ram          integer "Bytes of memory.")
      (booted       time    "When the machine was started.")
      (architecture text    "\"x64\", \"arm64\" …")
      (vendor       text    "Who made the machine, or the virtual one.")
      (model        text    "What its maker calls it.")
      (virtual      boolean "Is it a virtual machine?")
      (container    text    "\"docker\", \"lxc\" … where it is a container.")))
  (monitor
    (lambda ()
      (with-fields (name kernel cpu cpus memory architecture vendor product virtual container) (operating-system)
        `((os . ,name) (kernel . ,kernel) (cpu . ,cpu) (cores . ,cpus) (ram . ,memory)
          (booted . ,(assq-ref (or (uptime) '()) 'booted))
          (architecture . ,architecture) (vendor . ,vendor) (model . ,product)
          (virtual . ,virtual) (container . ,container)))))
  (receiver
    (lambda (message)
      (with-fields (os kernel cpu cores ram booted architecture vendor model virtual container) (message-body message)
        (list (hardware (message-host message)
                        os kernel cpu cores ram booted architecture vendor model virtual container)
              (finding "machine" 'ok "~a" (system-text message))))))
  (examples
    ("a server"
     (hardware-configuration)
     (message '((os . "Debian GNU/Linux 12 (bookworm)") (kernel . "6.1.0-31-amd64") (cpu . "AMD EPYC 7713P")
                (cores . 64) (ram . 274877906944) (booted . 86400000) (architecture . "x64")
                (vendor . "Supermicro") (model . "AS-1024US-TRT") (virtual . #f) (container . #f))
              #:host "tux01" #:time (days 13))
     => (hardware "tux01" "Debian GNU/Linux 12 (bookworm)" "6.1.0-31-amd64" "AMD EPYC 7713P"
                  64 (gib 256) (days 1) "x64" "Supermicro" "AS-1024US-TRT" #f #f)
        (finding "machine" 'ok "Debian GNU/Linux 12 (bookworm), 64 cores, 256 GiB of memory, up 12 days"))
    ("a machine that tells next to nothing"
     (hardware-configuration)
     (message '((os . #f) (kernel . #f) (cpu . #f) (cores . 1) (ram . #f) (booted . #f) (architecture . "arm64")
                (vendor . #f) (model . #f) (virtual . #f) (container . "lxc"))
              #:host "pi")
     => (hardware "pi" #f #f #f 1 #f #f "arm64" #f #f #f "lxc")
        (finding "machine" 'ok "an unknown system, 1 core"))))
