using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Megalis.Testing;

/// <summary>A file as a browser sends it: the name exactly as the disk has it.</summary>
internal sealed record FormFile(string Name, byte[] Content, string ContentType);

/// <summary>One field of a form as it travels; <paramref name="File"/> for file fields.</summary>
internal sealed record FormEntry(string Name, string Value, FormFile? File);

/// <summary>Writes forms as browsers do (HTML Living Standard, form submission), where .NET's own multipart adds filename* and quotes its way.</summary>
internal static class FormBody
{
    public static HttpContent Of(IReadOnlyList<FormEntry> entries, bool multipart)
    {
        if (multipart)
            return Multipart(entries);

        // Without multipart a browser sends a file's name only.
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(UrlEncode(entries)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        return content;
    }

    public static string UrlEncode(IEnumerable<FormEntry> entries) =>
        string.Join('&', entries.Select(entry => $"{Uri.EscapeDataString(entry.Name)}={Uri.EscapeDataString(entry.File?.Name ?? entry.Value)}"));

    private static ByteArrayContent Multipart(IReadOnlyList<FormEntry> entries)
    {
        var boundary = "----megalis" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        using var body = new MemoryStream();
        void Write(string text) => body.Write(Encoding.UTF8.GetBytes(text));

        foreach (var entry in entries)
        {
            Write($"--{boundary}\r\nContent-Disposition: form-data; name=\"{Quote(entry.Name)}\"");
            if (entry.File is { } file)
            {
                Write($"; filename=\"{Quote(file.Name)}\"\r\nContent-Type: {file.ContentType}\r\n\r\n");
                body.Write(file.Content);
            }
            else
            {
                Write("\r\n\r\n" + entry.Value);
            }

            Write("\r\n");
        }

        Write($"--{boundary}--\r\n");
        var content = new ByteArrayContent(body.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=" + boundary);
        return content;
    }

    private static string Quote(string text) =>
        text.Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal);
}
