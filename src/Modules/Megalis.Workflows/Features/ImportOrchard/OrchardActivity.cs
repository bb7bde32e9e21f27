using System.Text.Json.Nodes;
using Megalis.Kernel.Workflows;
using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Features.ImportOrchard;

/// <summary>One activity of Orchard as one of Elsa's, with its outcomes by their names here.</summary>
internal sealed class OrchardActivity
{
    private const string Done = ActivityDescription.Done;

    private readonly JsonObject _properties;
    private readonly OrchardWorkflow _workflow;
    private Dictionary<string, string> _ports = new() { [Done] = Done };

    private OrchardActivity(JsonObject activity, OrchardWorkflow workflow)
    {
        (Name, Id) = (activity.TextOf("Name"), activity.TextOf("ActivityId"));
        _properties = activity.ObjectOf("Properties") ?? [];
        _workflow = workflow;
        Json = new JsonObject { ["id"] = Id };
        var title = _properties.ObjectOf("ActivityMetadata")?.TextOf("Title") ?? "";
        Json["metadata"] = new JsonObject
        {
            ["displayText"] = title,
            ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = activity.NumberOf("X", 0), ["y"] = activity.NumberOf("Y", 0) } },
        };
    }

    public string Name { get; }
    public string Id { get; }
    public JsonObject Json { get; }
    public IReadOnlyCollection<string> Ports => _ports.Values;

    public static OrchardActivity Convert(JsonObject activity, OrchardWorkflow workflow)
    {
        var converted = new OrchardActivity(activity, workflow);
        converted.Fill();
        return converted;
    }

    public static OrchardActivity End(string id) => new(new JsonObject { ["ActivityId"] = id }, null!) { Json = { ["type"] = "Elsa.WriteLine" } };

    /// <summary>The port here of an outcome there; null when there is none.</summary>
    public string? PortOf(string outcome) => _ports.GetValueOrDefault(outcome);

    private void Fill()
    {
        switch (Name)
        {
            case "UserTaskEvent": Task(); break;
            case "SignalEvent": Become("Elsa.Event", ("eventName", Text("SignalName"))); break;
            case "TimerEvent": Become("Elsa.Cron", ("cronExpression", Literal(_properties.TextOf("CronExpression")))); break;
            case "IfElseTask": Become(BuiltInActivities.Decision, ("condition", Script("Condition"))); Leave("True", "False"); break;
            case "ForkTask": Fork(); break;
            case "JoinTask": Join(); break;
            case "SetPropertyTask": SetProperty(); break;
            case "EmailTask": Become("Megalis.SendMail", ("to", Text("Recipients", "RecipientsExpression")), ("subject", Text("Subject")), ("body", Text("Body"))); break;
            case "NotifyTask": Become("Elsa.WriteLine", ("text", Text("Message"))); break;
            case "LogTask": Become("Elsa.WriteLine", ("text", Text("Text"))); break;
            case "HttpRequestTask": Request(); break;
            case "CorrelateTask": Become("Elsa.Correlate", ("correlationId", _properties.TextOf("Syntax") == "Liquid" ? Text("Value") : Script("Value"))); break;
            case "PublishContentTask": Become("Megalis.PublishContent", ("contentItemId", Script("Content"))); _ports = new() { [Done] = Done, ["Published"] = Done }; break;
            case var name when name.StartsWith("Content", StringComparison.Ordinal) && name.EndsWith("Event", StringComparison.Ordinal): ContentEvent(); break;
            default: Become("Orchard." + Name); _workflow.Refuse(Id, $"L’activité « {Name} » d’Orchard n’a pas d’égale ici."); break;
        }
    }

    private void Become(string type, params (string Name, JsonNode? Value)[] inputs)
    {
        Json["type"] = type;
        foreach (var (name, value) in inputs)
            if (value is not null)
                Json[name] = value;
    }

    private void Leave(params string[] outcomes) => _ports = outcomes.Distinct().ToDictionary(outcome => outcome);

    private void Task()
    {
        var (actions, roles) = (Texts("Actions"), Texts("Roles"));
        if (roles.Length > 1)
            _workflow.Refuse(Id, $"La tâche est à plusieurs rôles ({string.Join(", ", roles)}) ; ici elle est à un seul.");
        var title = Json["metadata"]!["displayText"]!.GetValue<string>();
        Become(BuiltInActivities.UserTask,
            ("title", Literal(title.Length > 0 ? title : "Tâche")), ("role", Literal(roles.FirstOrDefault() ?? "Administrator")), ("outcomes", new JsonArray([.. actions.Select(action => JsonValue.Create(action))])));
        Leave(actions.Length > 0 ? actions : [Done]);
    }

    private void Fork()
    {
        var forks = Texts("Forks");
        Become(BuiltInActivities.Fork, ("branches", new JsonArray([.. forks.Select(fork => JsonValue.Create(fork))])));
        Leave(forks);
    }

    /// <summary>Orchard writes its mode by name or by number.</summary>
    private void Join()
    {
        var mode = JsonText.Of(_properties["Mode"]) switch { "" or "0" or "WaitAll" => JoinModes.All, "1" or "WaitAny" => JoinModes.First, var other => other };
        Become(BuiltInActivities.Join, ("mode", Literal(mode)));
        _ports = new() { ["Joined"] = Done, [Done] = Done };
    }

    private void SetProperty()
    {
        var property = _properties.TextOf("PropertyName");
        _workflow.Declare([property], []);
        Become("Elsa.SetVariable", ("variable", new JsonObject { ["id"] = property, ["name"] = property }), ("value", Script("Value")));
    }

    /// <summary>Orchard leaves by the status; here any that is expected is « Done », another one is an incident.</summary>
    private void Request()
    {
        var codes = _properties.TextOf("HttpResponseCodes").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (Text("Headers") is { } headers && JsonText.Of(headers["expression"]!["value"]) is not ("" or "{}"))
            _workflow.Refuse(Id, "Les en-têtes (« Headers ») d’un « HttpRequestTask » n’ont pas d’égal.");
        Become("Elsa.SendHttpRequest",
            ("url", Text("Url")), ("method", Literal(_properties.TextOf("HttpMethod"))), ("content", Text("Body")), ("contentType", Text("ContentType")),
            ("expectedStatusCodes", codes.Length == 0 ? null : new JsonArray([.. codes.Select(code => JsonValue.Create(int.TryParse(code, out var number) ? number : 0))])));
        _ports = codes is [var only] ? new() { [Done] = Done, [only] = Done } : new() { [Done] = Done };
    }

    private void ContentEvent()
    {
        var types = Texts("ContentTypeFilter");
        var name = Name[..^"Event".Length];
        if (name is not ("ContentPublished" or "ContentUnpublished"))
            _workflow.Refuse(Id, $"L’événement « {Name} » n’a pas d’égal : ici se disent la publication et le retrait d’un contenu.");
        if (types.Length > 1)
            _workflow.Refuse(Id, $"L’événement filtre plusieurs types ({string.Join(", ", types)}) ; ici il en filtre un seul.");
        Become("Elsa.Event", ("eventName", Literal(types is [var type, ..] ? $"{name}/{type}" : name)));
    }

    private string[] Texts(string name) => _properties[name] is JsonArray array ? [.. array.Select(JsonText.Of)] : [];

    private static JsonObject? Literal(string text) => text.Length == 0 ? null : OrchardExpression.Literal(text);

    /// <summary>A text of Orchard is Liquid.</summary>
    private JsonObject? Text(params string[] names) => Read(names, OrchardExpression.FromLiquid);

    /// <summary>A condition or a value of Orchard is JavaScript.</summary>
    private JsonObject? Script(string name) => Read([name], OrchardExpression.FromScript);

    private JsonObject? Read(string[] names, Func<string, OrchardExpression?> read)
    {
        var text = names.Select(name => _properties[name] is JsonObject wrapped ? wrapped.TextOf("Expression") : _properties.TextOf(name)).FirstOrDefault(one => one.Length > 0) ?? "";
        if (text.Length == 0)
            return null;
        if (read(text) is { } expression)
        {
            _workflow.Declare(expression.Properties, expression.Inputs);
            return expression.Json;
        }

        _workflow.Refuse(Id, $"« {names[0]} » de « {Name} » est un script que rien ici n’exécute : « {(text.Length > 80 ? text[..80] + "…" : text)} ».");
        return null;
    }
}
