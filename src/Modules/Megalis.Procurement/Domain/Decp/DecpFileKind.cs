namespace Megalis.Procurement.Domain.Decp;

/// <summary>Tells by its first bytes what a file is when it is not JSON: people save the web page of a file as the file.</summary>
internal static class DecpFileKind
{
    /// <exception cref="DecpFileException">Says what the file is instead, and what to do.</exception>
    public static void Check(ReadOnlySpan<byte> beginning)
    {
        var text = beginning.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
            throw new DecpFileException("Ce fichier est vide.");
        if (text[0] is (byte)'{' or (byte)'[')
            return;
        throw new DecpFileException(Describe(text));
    }

    private static string Describe(ReadOnlySpan<byte> text)
    {
        if (text[0] == '<')
            return IsHtml(text)
                ? "Ce fichier est une page web (HTML), pas un fichier JSON : téléchargez le fichier lui-même, pas la page qui le présente."
                : "Ce fichier est en XML : seule la forme JSON des données essentielles est importée.";
        if (text is [0x1F, 0x8B, ..] || text.StartsWith("PK"u8))
            return "Ce fichier est compressé : décompressez-le d’abord.";
        if (text is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || text.Contains((byte)0))
            return "Ce fichier n’est pas en UTF-8 : réenregistrez-le dans ce codage.";
        return "Ce fichier n’est pas du JSON : il doit commencer par « { » ou « [ », octet 1.";
    }

    private static bool IsHtml(ReadOnlySpan<byte> text)
    {
        var beginning = System.Text.Encoding.Latin1.GetString(text[..Math.Min(text.Length, 512)]);
        return beginning.Contains("<html", StringComparison.OrdinalIgnoreCase)
            || beginning.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase);
    }
}
