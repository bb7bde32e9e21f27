namespace Megalis.Procurement.Domain;

/// <summary>The term exactly as the DECP 2.0.3 schema writes it: what screens show and exports carry.</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class OfficialLabelAttribute(string label) : Attribute
{
    public string Label => label;
}
