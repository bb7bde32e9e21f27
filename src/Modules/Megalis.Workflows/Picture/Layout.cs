namespace Megalis.Workflows.Picture;

/// <summary>Places the shapes of a container and leads the flows between them. The same definition is always drawn the same.</summary>
internal static class Layout
{
    public const double LabelWidth = 90;

    private const double TaskWidth = 140;
    private const double Padding = 30;
    private const double Heading = 40;
    private const double Line = 14;

    /// <summary>A name beside a line is broken between words, beyond this.</summary>
    private const double FlowLabelWidth = 2 * LabelWidth;

    /// <summary>Gives every shape and flow under the process its place on one sheet.</summary>
    public static void Place(Shape process)
    {
        Arrange(process);
        Move(process, 0, 0);
    }

    private static void Arrange(Shape container)
    {
        foreach (var child in container.Children)
        {
            if (child.Kind.IsContainer)
                Arrange(child);
            else
                child.Box = new Box(0, 0, SizeOf(child).Width, SizeOf(child).Height);
        }

        var bounds = DrawnPlaces.TryPlace(container) ?? ColumnPlaces.Place(container);
        foreach (var child in container.Children)
            child.Box = child.Box.Moved(Padding - bounds.X, Heading - bounds.Y);
        foreach (var flow in container.Flows)
            Shift(flow, Padding - bounds.X, Heading - bounds.Y);
        container.Box = new Box(0, 0, Math.Max(bounds.Width + (2 * Padding), TaskWidth), bounds.Height + Heading + Padding);
    }

    /// <summary>From places in the container to places on the sheet.</summary>
    private static void Move(Shape container, double x, double y)
    {
        foreach (var flow in container.Flows)
            Shift(flow, x, y);
        foreach (var child in container.Children)
        {
            child.Box = child.Box.Moved(x, y);
            if (child.Kind.IsContainer)
                Move(child, child.Box.X, child.Box.Y);
        }
    }

    private static void Shift(Flow flow, double x, double y)
    {
        flow.Points = [.. flow.Points.Select(p => (p.X + x, p.Y + y))];
        flow.Label = (flow.Label.X + x, flow.Label.Y + y);
    }

    private static (double Width, double Height) SizeOf(Shape shape) =>
        shape.Kind.IsEvent ? (36, 36)
        : shape.Kind.IsGateway ? (50, 50)
        : (TaskWidth, Math.Max(80, (LinesOf(shape.Name, TaskWidth - 16) * Line) + 24));

    /// <summary>What a name under a shape takes below it.</summary>
    public static double LabelHeight(Shape shape) =>
        shape.Kind.HasOutsideLabel && shape.Name.Length > 0 ? (LinesOf(shape.Name, LabelWidth) * Line) + 6 : 0;

    /// <summary>What the name of a flow takes, so that none of its words is broken.</summary>
    public static (double Width, double Height) LabelOf(Flow flow)
    {
        if (flow.Name.Length == 0)
            return (0, 0);
        var longest = flow.Name.Split(' ').Max(TextWidth);
        var width = Math.Max(longest, Math.Min(TextWidth(flow.Name), FlowLabelWidth));
        return (width, LinesOf(flow.Name, width) * Line);
    }

    /// <summary>
    /// Of one line in the viewer's size (11 px), by the widest of the fonts that systems use (DejaVu Sans, Verdana): a name with less room
    /// than its letters take is broken in the middle of a word.
    /// </summary>
    public static double TextWidth(string text) => Math.Ceiling(text.Sum(WidthOf)) + 6;

    private static double WidthOf(char letter) => letter switch
    {
        'i' or 'j' or 'l' or 'I' or '.' or ',' or ':' or ';' or '!' or '|' or '\'' or '’' => 3.8,
        'f' or 't' or 'r' or '(' or ')' or '-' or '/' or ' ' or '\u00a0' or '\u202f' => 4.8,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or 'œ' or 'æ' or 'Œ' or 'Æ' => 11,
        _ => char.IsUpper(letter) ? 8.6 : 7.2,
    };

    private static int LinesOf(string text, double width)
    {
        var (lines, left) = (1, width);
        foreach (var word in text.Split(' '))
        {
            var needed = TextWidth(word);
            if (needed > left && left < width)
                (lines, left) = (lines + 1, width);
            // A word that is longer than a line goes on in the next one.
            for (; needed > width; needed -= width)
                lines++;
            left -= needed;
        }

        return lines;
    }
}
