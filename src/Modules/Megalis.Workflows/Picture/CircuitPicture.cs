using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Picture;

/// <summary>A definition as a drawing and as a list; both hold every activity.</summary>
internal sealed class CircuitPicture
{
    private CircuitPicture(Shape process)
    {
        Process = process;
        var steps = new List<PictureStep>();
        AddSteps(process, 0, steps);
        Steps = steps;
    }

    /// <summary>Laid out.</summary>
    public Shape Process { get; }

    /// <summary>Activities from left to right, then from top to bottom; what stands in a container behind it.</summary>
    public IReadOnlyList<PictureStep> Steps { get; }

    public static CircuitPicture Of(WorkflowDefinition definition, ActivityTypes types)
    {
        var process = new ShapeReader(types).Read(definition);
        Layout.Place(process);
        return new CircuitPicture(process);
    }

    /// <summary>A file of BPMN 2.0.</summary>
    public string ToBpmn() => BpmnWriter.Write(Process);

    private static void AddSteps(Shape container, int depth, List<PictureStep> steps)
    {
        foreach (var shape in container.Children.OrderBy(s => s.Box.X).ThenBy(s => s.Box.Y).ThenBy(s => s.ActivityId, StringComparer.Ordinal))
        {
            if (shape.ActivityId.Length > 0)
                steps.Add(new PictureStep(shape.ActivityId, shape.ElementId, shape.Name, shape.TypeLabel, depth));
            AddSteps(shape, depth + 1, steps);
        }
    }
}

/// <summary>An activity in the list that says the same as the drawing.</summary>
/// <param name="ElementId">Of its shape in the BPMN file.</param>
/// <param name="Type">What its type is called, in French.</param>
/// <param name="Depth">Containers around it.</param>
internal sealed record PictureStep(string ActivityId, string ElementId, string Name, string Type, int Depth);
