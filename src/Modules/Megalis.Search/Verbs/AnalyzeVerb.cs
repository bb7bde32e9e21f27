using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Megalis.Kernel.Verbs;
using Megalis.Search.Analysis;
using Megalis.Search.Contracts;

namespace Megalis.Search.Verbs;

/// <summary>Shows what the analysis makes of texts: one JSON array of tokens for each line of the standard input.</summary>
internal sealed class AnalyzeVerb : IVerb
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => "search analyze";

    public string Arguments => "[--profile product|lucene] [--stem-only] < LIGNES";

    public string Help => "Lit des lignes sur l’entrée standard et écrit pour chacune le tableau JSON des termes cherchés ; avec --stem-only, un mot par ligne et sa racine (FrenchLight) seule.";

    public bool NeedsDatabase => false;

    public async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        return await RunAsync(context, input, stop);
    }

    internal static async Task<int> RunAsync(VerbContext context, TextReader input, CancellationToken stop)
    {
        if (VerbWords.Unknown(context, ["--profile"], ["--stem-only"]) is { } unknown || context.Files("--profile").Count > 0)
            return await VerbWords.MisusedAsync(context, "search analyze lit l’entrée standard ; options : --profile product|lucene, --stem-only.");
        if (ProfileOf(context) is not { } profile)
            return await VerbWords.MisusedAsync(context, "--profile est « product » ou « lucene ».");
        var analyzer = new FrenchAnalyzer(profile);
        var stemOnly = context.Arguments.Contains("--stem-only");
        while (await input.ReadLineAsync(stop) is { } line)
            await context.Out.WriteLineAsync(stemOnly
                ? FrenchLightStemmer.Stem(line)
                : JsonSerializer.Serialize(analyzer.Words(line).Select(word => word.Forms.Term), Readable));
        return VerbRunner.Good;
    }

    private static AnalysisProfile? ProfileOf(VerbContext context) => !context.Arguments.Contains("--profile") ? AnalysisProfile.Product
        : context.Option("--profile") switch
        {
            "product" => AnalysisProfile.Product,
            "lucene" => AnalysisProfile.Lucene,
            _ => null,
        };
}
