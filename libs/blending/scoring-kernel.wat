;; The inner loops of scoring that vectors of 128 bits make several times shorter. Whole numbers, comparisons and sums in a fixed
;; order only: the same input gives the same bits anywhere. All pointers are in bytes, all loops run at least once.
(module
  ;; Shared, so that another thread can fill it.
  (import "host" "memory" (memory 1 65536 shared))

  ;; What trees say of 20 candidates at a time. A tree is [splits, leaves], then a split [where its feature's row begins, threshold,
  ;; leaves on its left], then its leaves' answers. A split that sends a candidate to the right takes the leaves on its left out of
  ;; the candidate's set; the lowest leaf that remains is the one that walking down would reach (Lucchese and others, QuickScorer,
  ;; SIGIR 2015). No branch depends on a candidate.
  ;; $rows: one row of single-precision numbers a feature, $width bytes long, a multiple of 80. $scores: one double a candidate.
  ;; $sets: room for 80 bytes.
  (func (export "scoreForest")
    (param $tree i32) (param $end i32) (param $rows i32) (param $width i32) (param $scores i32) (param $sets i32)
    (local $split i32) (local $leaves i32) (local $group i32) (local $row i32) (local $lane i32) (local $score i32)
    (local $threshold v128) (local $left v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $e v128)
    (loop $trees
      (local.set $leaves
        (i32.add (i32.add (local.get $tree) (i32.const 8)) (i32.mul (i32.load (local.get $tree)) (i32.const 12))))
      (local.set $group (i32.const 0))
      (loop $groups
        (local.set $a (v128.const i32x4 -1 -1 -1 -1))
        (local.set $b (local.get $a))
        (local.set $c (local.get $a))
        (local.set $d (local.get $a))
        (local.set $e (local.get $a))
        (local.set $split (i32.add (local.get $tree) (i32.const 8)))
        (block $noSplits
          (br_if $noSplits (i32.eq (local.get $split) (local.get $leaves)))
          (loop $splits
            (local.set $row
              (i32.add (i32.add (local.get $rows) (local.get $group)) (i32.load (local.get $split))))
            (local.set $threshold (v128.load32_splat offset=4 (local.get $split)))
            (local.set $left (v128.load32_splat offset=8 (local.get $split)))
            (local.set $a (v128.andnot (local.get $a) (v128.and (local.get $left)
              (f32x4.gt (v128.load (local.get $row)) (local.get $threshold)))))
            (local.set $b (v128.andnot (local.get $b) (v128.and (local.get $left)
              (f32x4.gt (v128.load offset=16 (local.get $row)) (local.get $threshold)))))
            (local.set $c (v128.andnot (local.get $c) (v128.and (local.get $left)
              (f32x4.gt (v128.load offset=32 (local.get $row)) (local.get $threshold)))))
            (local.set $d (v128.andnot (local.get $d) (v128.and (local.get $left)
              (f32x4.gt (v128.load offset=48 (local.get $row)) (local.get $threshold)))))
            (local.set $e (v128.andnot (local.get $e) (v128.and (local.get $left)
              (f32x4.gt (v128.load offset=64 (local.get $row)) (local.get $threshold)))))
            (local.set $split (i32.add (local.get $split) (i32.const 12)))
            (br_if $splits (i32.lt_u (local.get $split) (local.get $leaves)))))
        (v128.store (local.get $sets) (local.get $a))
        (v128.store offset=16 (local.get $sets) (local.get $b))
        (v128.store offset=32 (local.get $sets) (local.get $c))
        (v128.store offset=48 (local.get $sets) (local.get $d))
        (v128.store offset=64 (local.get $sets) (local.get $e))
        (local.set $score (i32.add (local.get $scores) (i32.shl (local.get $group) (i32.const 1))))
        (local.set $lane (i32.const 0))
        (loop $lanes
          (f64.store (local.get $score)
            (f64.add
              (f64.load (local.get $score))
              (f64.promote_f32
                (f32.load
                  (i32.add
                    (local.get $leaves)
                    (i32.shl
                      (i32.ctz (i32.load (i32.add (local.get $sets) (local.get $lane))))
                      (i32.const 2)))))))
          (local.set $score (i32.add (local.get $score) (i32.const 8)))
          (local.set $lane (i32.add (local.get $lane) (i32.const 4)))
          (br_if $lanes (i32.lt_u (local.get $lane) (i32.const 80))))
        (local.set $group (i32.add (local.get $group) (i32.const 80)))
        (br_if $groups (i32.lt_u (local.get $group) (local.get $width))))
      (local.set $tree
        (i32.add (local.get $leaves) (i32.shl (i32.load offset=4 (local.get $tree)) (i32.const 2))))
      (br_if $trees (i32.lt_u (local.get $tree) (local.get $end)))))

  ;; What the profiles of listed items say along one direction: $step * scale * (direction . vector) + $base + $traitStep * (weights .
  ;; traits). A profile is a vector of $vectorBytes 8-bit whole numbers, a multiple of 16, then 12 such numbers for traits, then the
  ;; vector's scale in single precision: $bytes in all. Direction and weights of traits are 16-bit whole numbers, one after the other,
  ;; 0 where they meet the scale. Both products are exact as long as they fit into 32 bits. $results: one double an item.
  ;; Both ends of each profile are looked at first: these loads wait for nothing else, so the processor has many of them under way, where
  ;; the products would wait for a few at a time. A slate takes 0.91 of the time. What was seen is stored, or the loads would be left out.
  (func (export "scoreItems")
    (param $direction i32) (param $vectorBytes i32) (param $profiles i32) (param $bytes i32)
    (param $items i32) (param $end i32) (param $results i32)
    (param $step f64) (param $base f64) (param $traitStep f64)
    (local $at i32) (local $vectorEnd i32) (local $part i32)
    (local $low v128) (local $high v128) (local $eight v128) (local $traits v128) (local $touched i32) (local $next i32)
    (local.set $next (local.get $items))
    (loop $touching
      (local.set $at (i32.add (local.get $profiles) (i32.mul (local.get $bytes) (i32.load (local.get $next)))))
      (local.set $touched (i32.or (local.get $touched) (i32.or
        (i32.load8_u (local.get $at))
        (i32.load8_u (i32.add (local.get $at) (i32.sub (local.get $bytes) (i32.const 1)))))))
      (local.set $next (i32.add (local.get $next) (i32.const 4)))
      (br_if $touching (i32.lt_u (local.get $next) (local.get $end))))
    (i32.store (local.get $results) (local.get $touched))
    (loop $list
      (local.set $low (v128.const i32x4 0 0 0 0))
      (local.set $high (v128.const i32x4 0 0 0 0))
      (local.set $part (local.get $direction))
      (local.set $at (i32.add (local.get $profiles) (i32.mul (local.get $bytes) (i32.load (local.get $items)))))
      (local.set $vectorEnd (i32.add (local.get $at) (local.get $vectorBytes)))
      (block $noVector
        (br_if $noVector (i32.eqz (local.get $vectorBytes)))
        (loop $parts
          (local.set $eight (v128.load (local.get $at)))
          (local.set $low (i32x4.add (local.get $low)
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $eight)) (v128.load (local.get $part)))))
          (local.set $high (i32x4.add (local.get $high)
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $eight)) (v128.load offset=16 (local.get $part)))))
          (local.set $part (i32.add (local.get $part) (i32.const 32)))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $parts (i32.lt_u (local.get $at) (local.get $vectorEnd)))))
      (local.set $low (i32x4.add (local.get $low) (local.get $high)))
      (local.set $eight (v128.load (local.get $at)))
      (local.set $traits (i32x4.add
        (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $eight)) (v128.load (local.get $part)))
        (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $eight)) (v128.load offset=16 (local.get $part)))))
      (f64.store (local.get $results)
        (f64.add
          (f64.mul
            (f64.mul (local.get $step) (f64.promote_f32 (f32.load offset=12 (local.get $at))))
            (f64.convert_i32_s (i32.add
              (i32.add (i32x4.extract_lane 0 (local.get $low)) (i32x4.extract_lane 1 (local.get $low)))
              (i32.add (i32x4.extract_lane 2 (local.get $low)) (i32x4.extract_lane 3 (local.get $low))))))
          (f64.add
            (local.get $base)
            (f64.mul
              (local.get $traitStep)
              (f64.convert_i32_s (i32.add
                (i32.add (i32x4.extract_lane 0 (local.get $traits)) (i32x4.extract_lane 1 (local.get $traits)))
                (i32.add (i32x4.extract_lane 2 (local.get $traits)) (i32x4.extract_lane 3 (local.get $traits)))))))))
      (local.set $results (i32.add (local.get $results) (i32.const 8)))
      (local.set $items (i32.add (local.get $items) (i32.const 4)))
      (br_if $list (i32.lt_u (local.get $items) (local.get $end))))))
