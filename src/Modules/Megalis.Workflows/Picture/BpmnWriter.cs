using System.Globalization;
using System.Text;
using System.Xml;

namespace Megalis.Workflows.Picture;

/// <summary>Shapes in their places as a file of BPMN 2.0 (ISO/IEC 19510), with the diagram.</summary>
internal sealed class BpmnWriter
{
    private const string Model = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    private const string Diagram = "http://www.omg.org/spec/BPMN/20100524/DI";
    private const string Bounds = "http://www.omg.org/spec/DD/20100524/DC";
    private const string Edges = "http://www.omg.org/spec/DD/20100524/DI";

    private static readonly XmlWriterSettings Settings = new() { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" };

    private readonly XmlWriter _xml;

    private BpmnWriter(XmlWriter xml) => _xml = xml;

    /// <param name="process">Laid out.</param>
    public static string Write(Shape process)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Settings))
            new BpmnWriter(xml).Document(process);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private void Document(Shape process)
    {
        _xml.WriteStartElement("bpmn", "definitions", Model);
        _xml.WriteAttributeString("xmlns", "bpmndi", null, Diagram);
        _xml.WriteAttributeString("xmlns", "dc", null, Bounds);
        _xml.WriteAttributeString("xmlns", "di", null, Edges);
        _xml.WriteAttributeString("id", "definitions");
        _xml.WriteAttributeString("targetNamespace", "urn:megalis:circuit");
        Element(process);
        _xml.WriteStartElement("BPMNDiagram", Diagram);
        _xml.WriteAttributeString("id", "image");
        _xml.WriteStartElement("BPMNPlane", Diagram);
        _xml.WriteAttributeString("id", "plan");
        _xml.WriteAttributeString("bpmnElement", process.ElementId);
        Places(process);
        _xml.WriteEndElement();
        _xml.WriteEndElement();
        _xml.WriteEndElement();
    }

    private void Element(Shape shape)
    {
        _xml.WriteStartElement(shape.Kind.Element, Model);
        _xml.WriteAttributeString("id", shape.ElementId);
        if (shape.Name.Length > 0)
            _xml.WriteAttributeString("name", Clean(shape.Name));
        if (shape.Kind.Element == "process")
            _xml.WriteAttributeString("isExecutable", "false");
        if (shape.TypeName.Length > 0)
            _xml.WriteElementString("documentation", Model, Clean(shape.TypeName));
        foreach (var child in shape.Children)
            Element(child);
        foreach (var flow in shape.Flows)
            Flow(flow);
        if (shape.Kind.Event.Length > 0)
        {
            _xml.WriteStartElement(shape.Kind.Event + "EventDefinition", Model);
            _xml.WriteEndElement();
        }

        _xml.WriteEndElement();
    }

    private void Flow(Flow flow)
    {
        _xml.WriteStartElement("sequenceFlow", Model);
        _xml.WriteAttributeString("id", flow.ElementId);
        if (flow.Name.Length > 0)
            _xml.WriteAttributeString("name", Clean(flow.Name));
        _xml.WriteAttributeString("sourceRef", flow.From.ElementId);
        _xml.WriteAttributeString("targetRef", flow.To.ElementId);
        _xml.WriteEndElement();
    }

    private void Places(Shape container)
    {
        foreach (var shape in container.Children)
        {
            Place(shape);
            if (shape.Kind.IsContainer)
                Places(shape);
        }

        foreach (var flow in container.Flows)
            Edge(flow);
    }

    private void Place(Shape shape)
    {
        _xml.WriteStartElement("BPMNShape", Diagram);
        _xml.WriteAttributeString("id", "forme_" + shape.ElementId);
        _xml.WriteAttributeString("bpmnElement", shape.ElementId);
        if (shape.Kind.IsContainer)
            _xml.WriteAttributeString("isExpanded", "true");
        if (shape.Kind.Element == "exclusiveGateway")
            _xml.WriteAttributeString("isMarkerVisible", "true");
        Rectangle(shape.Box);
        if (Layout.LabelHeight(shape) is > 0 and var height)
            Label(new Box(Math.Round(shape.Box.X + ((shape.Box.Width - Layout.LabelWidth) / 2)), shape.Box.Bottom + 4, Layout.LabelWidth, height));
        _xml.WriteEndElement();
    }

    private void Edge(Flow flow)
    {
        _xml.WriteStartElement("BPMNEdge", Diagram);
        _xml.WriteAttributeString("id", "trait_" + flow.ElementId);
        _xml.WriteAttributeString("bpmnElement", flow.ElementId);
        foreach (var (x, y) in flow.Points)
        {
            _xml.WriteStartElement("waypoint", Edges);
            _xml.WriteAttributeString("x", Number(x));
            _xml.WriteAttributeString("y", Number(y));
            _xml.WriteEndElement();
        }

        if (flow.Name.Length > 0)
            Label(new Box(flow.Label.X, flow.Label.Y, Layout.LabelOf(flow).Width, Layout.LabelOf(flow).Height));
        _xml.WriteEndElement();
    }

    private void Label(Box box)
    {
        _xml.WriteStartElement("BPMNLabel", Diagram);
        Rectangle(box);
        _xml.WriteEndElement();
    }

    private void Rectangle(Box box)
    {
        _xml.WriteStartElement("Bounds", Bounds);
        _xml.WriteAttributeString("x", Number(box.X));
        _xml.WriteAttributeString("y", Number(box.Y));
        _xml.WriteAttributeString("width", Number(box.Width));
        _xml.WriteAttributeString("height", Number(box.Height));
        _xml.WriteEndElement();
    }

    private static string Number(double number) => Math.Round(number).ToString(CultureInfo.InvariantCulture);

    /// <summary>Without what XML 1.0 cannot hold.</summary>
    private static string Clean(string text) => text.All(XmlConvert.IsXmlChar) ? text : string.Concat(text.Where(XmlConvert.IsXmlChar));
}
