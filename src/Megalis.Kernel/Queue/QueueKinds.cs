using System.Collections.Frozen;
using System.Reflection;
using Megalis.Kernel.Modules;

namespace Megalis.Kernel.Queue;

/// <summary>Every payload kind of the host with its handlers. A payload without a <see cref="QueueKindAttribute"/> stops the boot.</summary>
internal sealed class QueueKinds
{
    private readonly FrozenDictionary<Type, QueueKindAttribute> _kinds;
    private readonly ILookup<Type, HandlerRegistration> _byPayload;
    private readonly FrozenDictionary<(string Kind, string Handler), HandlerRegistration> _byName;

    public QueueKinds(IEnumerable<HandlerRegistration> registrations)
    {
        var all = registrations.ToList();
        _kinds = all.Select(r => r.Payload).Distinct().ToFrozenDictionary(
            t => t,
            t => t.GetCustomAttribute<QueueKindAttribute>()
                ?? throw new ModuleException($"{t.FullName} goes through the queue but carries no [QueueKind(\"name.v1\")]."));
        if (_kinds.GroupBy(k => k.Value.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ModuleException($"The queue kind '{twice.Key}' is used by {string.Join(" and ", twice.Select(t => t.Key.FullName))}.");
        if (all.OfType<DatabaseRegistration>().FirstOrDefault(r => _kinds[r.Payload].Lane is Lane.Mail or Lane.Outside) is { } misplaced)
            throw new ModuleException($"{misplaced.Handler.FullName} handles '{_kinds[misplaced.Payload].Name}' in a lane of outside calls; register it with AddOutsideCall.");
        _byPayload = all.ToLookup(r => r.Payload);
        if (all.GroupBy(r => (_kinds[r.Payload].Name, r.Name)).FirstOrDefault(g => g.Count() > 1) is { } same)
            throw new ModuleException($"The queue kind '{same.Key.Item1}' has two handlers named '{same.Key.Item2}'.");
        _byName = all.ToFrozenDictionary(r => (_kinds[r.Payload].Name, r.Name));
    }

    public IEnumerable<HandlerRegistration> HandlersOf(Type payload) => _byPayload[payload];

    public HandlerRegistration? Find(string kind, string handler) => _byName.GetValueOrDefault((kind, handler));

    /// <summary>Where a handler's rows are worked: mails in theirs, any other outside call in the lane of outside lines.</summary>
    public Lane LaneOf(HandlerRegistration handler) =>
        handler.IsOutside && _kinds[handler.Payload].Lane != Lane.Mail ? Lane.Outside : _kinds[handler.Payload].Lane;

    /// <summary>Names of kinds that only the portal shows, see <see cref="QueueKindAttribute.Discreet"/>.</summary>
    public IReadOnlyList<string> Discreet => [.. _kinds.Values.Where(k => k.Discreet).Select(k => k.Name)];

    /// <summary>Every kind of the host.</summary>
    public IEnumerable<QueueKindAttribute> All => _kinds.Values;

    /// <summary>Null when nobody handles this payload.</summary>
    public QueueKindAttribute? Of(Type payload) => _kinds.GetValueOrDefault(payload);
}
