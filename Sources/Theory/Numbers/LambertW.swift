/// Lambert's function W0: the positive solution w of `w e^w = z`.
public enum LambertW {
  /// W0(z), right to a few units of 2^-52, by Newton's method on `w + ln w = ln z`, which is concave in w.
  ///
  /// - Throws: `TheoryError` unless z is positive and finite.
  public static func value(_ z: Double) throws(TheoryError) -> Double {
    guard z > 0, z.isFinite else { throw TheoryError(value: "z = \(z)", rule: "0 < z < infinity") }
    let target = Elementary.log(z)
    var w = z < 1 ? z / (1 + z) : max(0.5, target - Elementary.log(max(1, target)))
    for _ in 0..<60 {
      let step = (target - w - Elementary.log(w)) * w / (1 + w)
      w = max(0.25 * w, w + step)
      if abs(step) <= 2e-16 * w { break }
    }
    return w
  }
}
