namespace Megalis.Workflows.Picture;

/// <summary>What a shape is in BPMN 2.0.</summary>
/// <param name="Element">Its element: <c>userTask</c>, <c>exclusiveGateway</c> ...</param>
/// <param name="Event">The event definition inside it; empty for none.</param>
internal sealed record ShapeKind(string Element, string Event = "")
{
    public bool IsEvent => Element.EndsWith("Event", StringComparison.Ordinal);
    public bool IsGateway => Element.EndsWith("Gateway", StringComparison.Ordinal);
    public bool IsContainer => Element is "subProcess" or "process";

    /// <summary>Its name stands under it, not in it.</summary>
    public bool HasOutsideLabel => IsEvent || IsGateway;
}

/// <summary>One shape of the drawing: an activity, or a mark that BPMN asks for.</summary>
/// <param name="ElementId">Its id in the XML.</param>
/// <param name="ActivityId">Empty for what the definition does not hold.</param>
/// <param name="Name">What people read on it.</param>
internal sealed class Shape(string ElementId, string ActivityId, string Name, ShapeKind Kind)
{
    public string ElementId { get; } = ElementId;
    public string ActivityId { get; } = ActivityId;
    public string Name { get; } = Name;
    public ShapeKind Kind { get; } = Kind;

    /// <summary>Elsa's type; empty for what the definition does not hold.</summary>
    public string TypeName { get; init; } = "";

    /// <summary>The same for people.</summary>
    public string TypeLabel { get; init; } = "";

    /// <summary>Where whoever drew the definition put it, in its container; null when the file does not say.</summary>
    public (double X, double Y)? Drawn { get; init; }
    public List<Shape> Children { get; } = [];
    public List<Flow> Flows { get; } = [];

    /// <summary>In its container while that is laid out; on the whole drawing afterwards.</summary>
    public Box Box { get; set; }

    public IEnumerable<Shape> WithDescendants() => Children.SelectMany(child => child.WithDescendants()).Prepend(this);
}

/// <summary>A connection between two shapes of one container.</summary>
/// <param name="Name">The outcome, when there is more than one.</param>
/// <param name="Port">As the definition writes it.</param>
internal sealed record Flow(string ElementId, Shape From, Shape To, string Name, string Port)
{
    /// <summary>Bends, from the edge of one shape to the edge of the other.</summary>
    public List<(double X, double Y)> Points { get; set; } = [];

    /// <summary>Where the name stands.</summary>
    public (double X, double Y) Label { get; set; }
}

/// <summary>A rectangle in pixels.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;
    public double Bottom => Y + Height;
    public double Middle => Y + (Height / 2);

    public bool Overlaps(Box other) => X < other.Right && other.X < Right && Y < other.Bottom && other.Y < Bottom;

    public Box Moved(double x, double y) => this with { X = X + x, Y = Y + y };
}
