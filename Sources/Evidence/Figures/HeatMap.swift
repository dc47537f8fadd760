/// Tables of shares as an SVG file: a cell's colour is the deeper, the greater its value.
///
/// The panels stand side by side, have the same rows and columns, and share one scale. The colour is laid over the paper
/// with the value's share of the largest as its opacity, so it reads on light and on dark screens; marked cells have a frame.
public struct HeatMap: Hashable, Sendable {
  /// One table.
  public struct Panel: Hashable, Sendable {
    /// The line above the table.
    public let title: String
    /// The values, row by row; what is not within the scale is drawn as its nearer end, NaN as 0.
    public let values: [[Double]]

    /// Describes a table.
    public init(title: String, values: [[Double]]) {
      self.title = title
      self.values = values
    }
  }

  /// A place in a table.
  public struct Cell: Hashable, Sendable {
    /// The row, from 0.
    public let row: Int
    /// The column, from 0.
    public let column: Int

    /// Names a place.
    public init(row: Int, column: Int) {
      self.row = row
      self.column = column
    }
  }

  /// What rows or columns are, and the name of each.
  public struct Labels: Hashable, Sendable {
    /// What they are.
    public let title: String
    /// Their names in order.
    public let names: [String]

    /// Names rows or columns.
    public init(_ title: String, _ names: [String]) {
      self.title = title
      self.names = names
    }
  }

  /// The line above the figure.
  public let title: String
  /// What the values are, beside the scale.
  public let quantity: String
  /// The value of the deepest colour, positive.
  public let largest: Double
  /// The rows.
  public let rows: Labels
  /// The columns.
  public let columns: Labels
  /// The cells that are framed in every panel.
  public let marked: [Cell]
  /// The panels, from left to right.
  public let panels: [Panel]

  /// Describes a figure.
  public init(
    title: String, quantity: String, largest: Double, rows: Labels, columns: Labels, marked: [Cell],
    panels: [Panel]
  ) {
    self.title = title
    self.quantity = quantity
    self.largest = largest
    self.rows = rows
    self.columns = columns
    self.marked = marked
    self.panels = panels
  }

  /// The file's text.
  public var svg: String { FigureStyle.document(title: title, body: body, width: width, height: height) }

  private static let cell = (width: 36.0, height: 16.0)
  private static let (left, top, gap) = (84.0, 106.0, 34.0)

  private var tableWidth: Double { Self.cell.width * Double(columns.names.count) }
  private var tableHeight: Double { Self.cell.height * Double(rows.names.count) }
  private var width: Double {
    max(600, Self.left + Double(panels.count) * (tableWidth + Self.gap) - Self.gap + 24)
  }
  private var height: Double { Self.top + tableHeight + 56 }

  private var body: [String] {
    var result = [FigureStyle.text(title, x: width / 2, y: 32, size: 16, bold: true)] + scale
    let middle = Self.top + tableHeight / 2
    result.append(FigureStyle.text(rows.title, x: 26, y: middle, upwards: true))
    for (row, name) in rows.names.enumerated() {
      let y = Self.top + (Double(row) + 0.5) * Self.cell.height + 4
      result.append(FigureStyle.text(name, x: Self.left - 8, y: y, size: 12, anchor: "end"))
    }
    for (index, panel) in panels.enumerated() {
      result += table(panel, left: Self.left + Double(index) * (tableWidth + Self.gap))
    }
    return result
  }

  private func table(_ panel: Panel, left: Double) -> [String] {
    let centre = left + tableWidth / 2
    var result = [FigureStyle.text(panel.title, x: centre, y: Self.top - 10, bold: true)]
    for (row, values) in panel.values.enumerated() {
      for (column, value) in values.enumerated() {
        result.append(
          rectangle(row, column, left, "class=\"c0 band\" style=\"fill-opacity: \(share(value))\""))
      }
    }
    for cell in marked { result.append(rectangle(cell.row, cell.column, left, "class=\"frame\"")) }
    let bottom = Self.top + tableHeight
    let size = "width=\"\(f(tableWidth))\" height=\"\(f(tableHeight))\""
    result.append("<rect class=\"frame\" x=\"\(f(left))\" y=\"\(f(Self.top))\" \(size)/>")
    for (column, name) in columns.names.enumerated() {
      let x = left + (Double(column) + 0.5) * Self.cell.width
      result.append(FigureStyle.text(name, x: x, y: bottom + 18, size: 12))
    }
    result.append(FigureStyle.text(columns.title, x: centre, y: bottom + 40))
    return result
  }

  private func rectangle(_ row: Int, _ column: Int, _ left: Double, _ style: String) -> String {
    let (w, h) = Self.cell
    return "<rect \(style) x=\"\(f(left + Double(column) * w))\" y=\"\(f(Self.top + Double(row) * h))\""
      + " width=\"\(f(w))\" height=\"\(f(h))\"/>"
  }

  /// The colours of eleven values from 0 to the largest, with numbers.
  private var scale: [String] {
    let (step, y) = (34.0, 46.0)
    let name = TextWidth.of(quantity, size: 13)
    let start = (width - name - 12 - 11 * step) / 2 + name + 12
    var result = [FigureStyle.text(quantity, x: start - 12, y: y + 12, anchor: "end")]
    for tenth in 0...10 {
      let x = start + Double(tenth) * step
      let number = largest * Double(tenth) / 10
      let value = share(number)
      let place = "x=\"\(f(x))\" y=\"\(f(y))\" width=\"\(f(step))\" height=\"14\""
      result.append("<rect class=\"c0 band\" style=\"fill-opacity: \(value)\" \(place)/>")
      result.append("<rect class=\"frame\" \(place)/>")
      let label = NumberText.short(number)
      result.append(FigureStyle.text(label, x: x + step / 2, y: y + 27, size: 12))
    }
    return result
  }

  private func share(_ value: Double) -> String { f(value > 0 && largest > 0 ? min(1, value / largest) : 0) }

  private func f(_ value: Double) -> String { FigureStyle.number(value) }
}
