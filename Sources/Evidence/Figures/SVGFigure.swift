/// A plot as an SVG file, legible on light and on dark screens and with colour-blind eyes.
///
/// One or more panels, two in a row, share one legend; a series of the same name has the same colour and marker in all of
/// them. Lines and intervals are cut at a panel's edges, markers beyond them are left out. Every coordinate is printed with
/// two decimals, so the same numbers give the same bytes.
public struct SVGFigure: Hashable, Sendable {
  /// One coordinate system with its series.
  public struct Panel: Hashable, Sendable {
    /// The line above the panel; empty for none.
    public let title: String
    /// The horizontal axis.
    public let x: Axis
    /// The vertical axis.
    public let y: Axis
    /// What is drawn, the first at the back.
    public let series: [Series]

    /// Describes a panel.
    public init(title: String = "", x: Axis, y: Axis, series: [Series]) {
      self.title = title
      self.x = x
      self.y = y
      self.series = series
    }
  }

  /// One named set of points.
  public struct Series: Hashable, Sendable {
    /// How the points are drawn.
    public enum Style: Hashable, Sendable {
      /// A line through the points; a band between their lower and upper ends where they have them.
      case line
      /// A dashed line, for what is computed and not measured.
      case dashedLine
      /// A marker at each point; an error bar where it has a lower and an upper end.
      case markers
    }

    /// A point with an optional interval of y.
    public struct Point: Hashable, Sendable {
      /// The abscissa.
      public let x: Double
      /// The ordinate.
      public let y: Double
      /// The lower end of the interval.
      public let lower: Double?
      /// The upper end of the interval.
      public let upper: Double?

      /// A point, with both ends of its interval or with none.
      public init(_ x: Double, _ y: Double, lower: Double? = nil, upper: Double? = nil) {
        self.x = x
        self.y = y
        self.lower = lower
        self.upper = upper
      }
    }

    /// The name in the legend.
    public let name: String
    /// How the points are drawn.
    public let style: Style
    /// The points, in drawing order.
    public let points: [Point]

    /// Names a set of points.
    public init(_ name: String, style: Style, points: [Point]) {
      self.name = name
      self.style = style
      self.points = points
    }
  }

  /// The line above the figure.
  public let title: String
  /// The panels, row by row from left to right.
  public let panels: [Panel]

  /// Describes a figure.
  public init(title: String, panels: [Panel]) {
    self.title = title
    self.panels = panels
  }

  /// A figure of a single panel.
  public init(title: String, x: Axis, y: Axis, series: [Series]) {
    self.init(title: title, panels: [Panel(x: x, y: y, series: series)])
  }

  /// The file's text.
  public var svg: String { FigureDrawing(self).text }
}
