using System.Text;
using Megalis.Kernel.Verbs;

namespace Megalis.Users.Features.SetUp;

/// <summary>A password from a file (its first line), or typed twice at a terminal without being shown.</summary>
internal static class PasswordPrompt
{
    /// <summary>Null when there is neither a file nor a terminal, or when the two did not match.</summary>
    public static async Task<string?> ReadAsync(VerbContext context, CancellationToken stop)
    {
        if (context.Option("--password-file") is { } file)
            return File.Exists(file) ? (await File.ReadAllLinesAsync(file, stop)).FirstOrDefault() : null;
        if (!context.IsInteractive || Console.IsInputRedirected)
            return null;
        var first = await TypedAsync(context, "Mot de passe (12 caractères au moins) : ");
        if (first == await TypedAsync(context, "Le même, encore une fois : "))
            return first;
        await context.Error.WriteLineAsync("Les deux saisies sont différentes.");
        return null;
    }

    private static async Task<string> TypedAsync(VerbContext context, string prompt)
    {
        await context.Error.WriteAsync(prompt);
        var typed = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        await context.Error.WriteLineAsync();
        return typed.ToString();
    }
}
