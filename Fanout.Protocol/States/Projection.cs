using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.States;

/// <summary>
/// A view of a state: the fields that both messages have under one number. It commutes with deltas:
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

    /// <summary>
    /// The view of a message. A name that <c>cleared</c> holds stays only where the view has the field.
    /// </summary>
    public static TTo Of(TFrom source)
    {
        var view = new TTo();
        foreach (var (from, to) in Fields)
        {
            if (from.Name == "cleared")
                AddCleared(to, view, (IList<string>)from.Accessor.GetValue(source));
            else if (from.IsRepeated)
                Lists.AddAll(to.Accessor.GetValue(view), from.Accessor.GetValue(source));
            else if (!from.HasPresence || from.Accessor.HasValue(source))
                to.Accessor.SetValue(view, from.Accessor.GetValue(source));
        }
        return view;
    }

    private static void AddCleared(FieldDescriptor to, TTo view, IList<string> names)
    {
        var kept = (IList<string>)to.Accessor.GetValue(view);
        foreach (var name in names)
        {
            if (Fields.Any(field => field.From.JsonName == name))
                kept.Add(name);
        }
    }

    private static (FieldDescriptor, FieldDescriptor)[] Shared()
    {
        var source = new TFrom().Descriptor;
        return [.. new TTo().Descriptor.Fields.InFieldNumberOrder()
            .Select(to => (source.FindFieldByNumber(to.FieldNumber), to))
            .Where(pair => pair.Item1 is not null)];
    }
}
