using System.Diagnostics;
using System.Text.Json;
using Megalis.Testing;

namespace Megalis.Workflows.Tests.DefinitionPages;

/// <summary><c>workflow check</c> as scripts call it: a process without a database, its exit code and its lines.</summary>
public sealed class CheckVerbTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sound_files_answer_zero_and_an_object_each()
    {
        File.WriteAllText(_folder["bon.json"], Operators.Visa("viser", "fin"));

        var (code, output, _) = await RunAsync("workflow", "check", _folder["bon.json"], Samples.PathOf("approval.json"), "--json");

        Assert.Equal(0, code);
        Assert.Equal([_folder["bon.json"], Samples.PathOf("approval.json")], Lines(output).Select(line => line.GetProperty("file").GetString()));
        Assert.All(Lines(output), line => Assert.True(line.GetProperty("sound").GetBoolean()));
        Assert.All(Lines(output), line => Assert.Equal(["file", "sound", "findings"], line.EnumerateObject().Select(member => member.Name)));
    }

    [Fact]
    public async Task A_folder_is_its_files_and_what_is_wrong_answers_one()
    {
        Directory.CreateDirectory(_folder["tous/dedans"]);
        File.WriteAllText(_folder["tous/a-bon.json"], Operators.Visa("viser", "fin"));
        File.WriteAllText(_folder["tous/b-inconnu.json"], Operators.Visa("viser", "fin").Replace("Elsa.WriteLine", "Elsa.ReadLine", StringComparison.Ordinal));
        File.WriteAllText(_folder["tous/c-profond.json"], new string('[', 500_000));
        File.WriteAllBytes(_folder["tous/d-grand.json"], new byte[2 * 1024 * 1024]);
        File.WriteAllText(_folder["tous/dedans/e-vide.json"], "");
        File.WriteAllText(_folder["tous/notes.txt"], "rien");

        var (code, output, _) = await RunAsync("workflow", "check", _folder["tous"], _folder["absent.json"], "--json");

        Assert.Equal(1, code);
        Assert.Equal(
            [("a-bon.json", ""), ("b-inconnu.json", "unknown-activity"), ("c-profond.json", "not-json"), ("d-grand.json", "too-large"), ("e-vide.json", "not-json"), ("absent.json", "not-found")],
            Lines(output).Select(line => (Path.GetFileName(line.GetProperty("file").GetString())!, string.Join(' ', line.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString())))));
        var finding = Lines(output)[1].GetProperty("findings")[0];
        Assert.Equal(("fin", "Le type d’activité « Elsa.ReadLine » n’est pas connu ici (root:fin)."), (finding.GetProperty("activity").GetString(), finding.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Without_a_file_it_says_how_to_call_it_and_answers_two()
    {
        var (code, _, error) = await RunAsync("workflow", "check");
        Assert.Equal(2, code);
        Assert.Contains("workflow check FICHIER...", error, StringComparison.Ordinal);
    }

    private static List<JsonElement> Lines(string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Megalis.Web.dll"), .. arguments])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Testing";
        // Where a database would lie if it asked for one.
        start.Environment["Megalis__DataPath"] = _folder["data"];
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(File.Exists(_folder["data/megalis.db"]));
        return (process.ExitCode, await output, await error);
    }
}
