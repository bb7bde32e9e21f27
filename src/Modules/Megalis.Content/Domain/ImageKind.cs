namespace Megalis.Content.Domain;

/// <summary>What browsers show as an image and can run nothing of: told by the first bytes, whatever the name says.</summary>
internal static class ImageKind
{
    public const string Accepted = "image/png,image/jpeg,image/gif,image/webp,image/avif";

    /// <summary>Bytes that are needed to tell.</summary>
    public const int HeadLength = 16;

    /// <summary>The extension, with its dot; null for anything else (SVG included: it can hold scripts).</summary>
    public static string? Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return ".png";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return ".jpg";
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
            return ".gif";
        if (head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..].StartsWith("WEBP"u8))
            return ".webp";
        return head.Length >= 12 && head[4..].StartsWith("ftypavif"u8) ? ".avif" : null;
    }
}
