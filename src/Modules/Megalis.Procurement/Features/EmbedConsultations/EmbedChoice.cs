using System.Globalization;
using Megalis.Kernel.Http.Colors;

namespace Megalis.Procurement.Features.EmbedConsultations;

/// <summary>How a website wants the list: how many lines, which colour. What is not understood is left out.</summary>
/// <param name="Count">1 to <see cref="Most"/>.</param>
/// <param name="Color"><c>#rrggbb</c>, readable on white; null for ours.</param>
internal sealed record EmbedChoice(int Count, string? Color)
{
    public const int Usual = 5;
    public const int Most = 50;

    public static EmbedChoice Read(string? count, string? color) => new(
        int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, Most) : Usual,
        ReadableColor.OnWhite(color));

    /// <summary>« ?nombre=10&amp;couleur=0b3b5b », empty for the usual list.</summary>
    public string Query
    {
        get
        {
            string?[] words =
            [
                Count == Usual ? null : string.Create(CultureInfo.InvariantCulture, $"nombre={Count}"),
                Color is { } color ? "couleur=" + color[1..] : null,
            ];
            var said = string.Join('&', words.OfType<string>());
            return said.Length == 0 ? "" : "?" + said;
        }
    }

    /// <summary>Pixels that so many lines take on a page of ordinary width.</summary>
    public int Height => 110 + Count * 84;
}
