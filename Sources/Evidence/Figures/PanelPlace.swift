/// A place in a panel: the shares of its width from the left and of its height from below.
struct PanelPlace: Hashable {
  let across: Double
  let up: Double

  /// Whether it is on the panel, edges included.
  var isInside: Bool {
    let shares = -1e-9...(1 + 1e-9)
    return shares.contains(across) && shares.contains(up)
  }

  /// The part of a segment that is on the panel, after Liang and Barsky; nil if none is.
  static func segment(from start: PanelPlace, to end: PanelPlace) -> (from: PanelPlace, to: PanelPlace)? {
    if start.isInside, end.isInside { return (start, end) }
    var (first, last) = (0.0, 1.0)
    for (here, there) in [(start.across, end.across), (start.up, end.up)] {
      let way = there - here
      if way == 0 {
        guard (0...1).contains(here) else { return nil }
        continue
      }
      let (enters, leaves) = way > 0 ? (-here / way, (1 - here) / way) : ((1 - here) / way, -here / way)
      first = max(first, enters)
      last = min(last, leaves)
    }
    guard first < last else { return nil }
    func at(_ share: Double) -> PanelPlace {
      share == 0
        ? start
        : share == 1
          ? end
          : PanelPlace(
            across: start.across + share * (end.across - start.across),
            up: start.up + share * (end.up - start.up))
    }
    return (at(first), at(last))
  }
}
