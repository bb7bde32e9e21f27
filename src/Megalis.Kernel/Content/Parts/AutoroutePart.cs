namespace Megalis.Kernel.Content.Parts;

/// <summary>
/// The address of an item on its site. Orchard: <c>"AutoroutePart": { "Path": "a/b", "SetHomepage": false }</c>; the path
/// has no slash at either end and is unique in the tenant.
/// </summary>
public sealed class AutoroutePart : ContentPart
{
    public string Path { get => GetText(nameof(Path)) ?? ""; set => Set(nameof(Path), value); }

    public bool SetHomepage { get => GetFlag(nameof(SetHomepage)); set => Set(nameof(SetHomepage), value); }

    /// <summary>True when the item answers at no address of its own.</summary>
    public bool Disabled { get => GetFlag(nameof(Disabled)); set => Set(nameof(Disabled), value); }
}
