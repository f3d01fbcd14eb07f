using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.States;

/// <summary>
/// A view of a state: the fields that both messages have under one number, or under one name where the view got it after
/// minor 0. It commutes with deltas:
/// <c>state(apply(s, d)) = apply(state(s), delta(d))</c>, so a view's deltas cost no second diff.
/// </summary>
/// <remarks>Keyed lists are not projected. Parts are shared with the source, hence frozen.</remarks>
/// <typeparam name="TFrom">Message projected from.</typeparam>
/// <typeparam name="TTo">Message of the view.</typeparam>
public static class Projection<TFrom, TTo>
    where TFrom : class, IMessage<TFrom>, new()
    where TTo : class, IMessage<TTo>, new()
{
    private static readonly (FieldDescriptor From, FieldDescriptor To)[] Fields = Shared();
    private static readonly (FieldDescriptor From, FieldDescriptor To) Cleared =
        Array.Find(Fields, static pair => pair.From.Name == "cleared");

    private static readonly Action<IMessage, IMessage> Copy = Compiled.Copy(
        new TFrom().Descriptor, new TTo().Descriptor, Fields.Where(static pair => pair.From.Name != "cleared"));

    private static readonly Lazy<Func<IMessage, ulong>> Presence = new(static () => Compiled.Presence(
        new TFrom().Descriptor,
        [.. Fields.Where(static pair => pair.From.Name != "cleared").Select(static pair => pair.From)]));

    /// <summary>
    /// The view of a message. A name that <c>cleared</c> holds stays only where the view has the field.
    /// </summary>
    public static TTo Of(TFrom source)
    {
        var view = new TTo();
        Copy(source, view);
        if (Cleared.From is not null)
            AddCleared((IList<string>)Cleared.From.Accessor.GetValue(source), view);
        return view;
    }

    /// <summary>Whether a delta sets or clears anything that the view has.</summary>
    public static bool Touches(TFrom delta)
    {
        ArgumentNullException.ThrowIfNull(delta);
        return Presence.Value(delta) != 0
            || (Cleared.From is not null && ((IList<string>)Cleared.From.Accessor.GetValue(delta)).Any(IsShared));
    }

    private static bool IsShared(string name) => Array.Exists(Fields, field => field.From.JsonName == name);

    private static void AddCleared(IList<string> names, TTo view)
    {
        if (names.Count == 0)
            return;
        var kept = (IList<string>)Cleared.To.Accessor.GetValue(view);
        foreach (var name in names)
        {
            if (IsShared(name))
                kept.Add(name);
        }
    }

    private static (FieldDescriptor, FieldDescriptor)[] Shared()
    {
        var source = new TFrom().Descriptor;
        return [.. new TTo().Descriptor.Fields.InFieldNumberOrder()
            .Select(to => (From: SourceOf(to, source), To: to))
            .Where(static pair => pair.From is not null)
            .Select(static pair => (pair.From!, pair.To))];
    }

    private static FieldDescriptor? SourceOf(FieldDescriptor field, MessageDescriptor source) =>
        field.FieldNumber < CanonicalPlan.LaterFieldNumber
            ? source.FindFieldByNumber(field.FieldNumber)
            : source.FindFieldByName(field.Name);
}
