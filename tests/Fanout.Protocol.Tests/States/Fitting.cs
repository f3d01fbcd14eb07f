using Fanout.Protocol.States;
using Google.Protobuf;

namespace Fanout.Protocol.Tests.States;

/// <summary>
/// Makes a delta fit a state: no tail keeps more elements than there are. Every delta that is published fits, being a
/// diff; only for those that fit can composing, which sees no state, know what a tail leaves.
/// </summary>
internal static class Fitting
{
    /// <summary>Copies of deltas, each fitting the state that those before it lead to.</summary>
    public static List<TDelta> FitInTurn<TState, TDelta>(IEnumerable<TDelta> deltas, State<TState, TDelta> from)
        where TState : class, IMessage<TState>, new()
        where TDelta : class, IMessage<TDelta>, IDeepCloneable<TDelta>, new()
    {
        var fitted = new List<TDelta>();
        foreach (var delta in deltas)
        {
            fitted.Add(delta.Clone());
            FitMessage(fitted[^1], from.ToMessage());
            from = from.Apply(fitted[^1]);
        }
        return fitted;
    }

    private static void FitMessage(IMessage delta, IMessage? state)
    {
        var cleared = (IList<string>?)delta.Descriptor.FindFieldByName("cleared")?.Accessor.GetValue(delta) ?? [];
        foreach (var change in delta.Descriptor.Fields.InFieldNumberOrder())
        {
            // Lists and scalars are given as such, never as one message.
            if (change.Accessor.GetValue(delta) is not IMessage inner) continue;
            var field = state is null || cleared.Contains(change.JsonName)
                ? null
                : state.Descriptor.FindFieldByNumber(change.FieldNumber);
            var value = field?.Accessor.GetValue(state);
            if (change.MessageType.FindFieldByName("keep") is { } keep)
            {
                var count = value is null ? 0 : ((System.Collections.IList)value).Count;
                keep.Accessor.SetValue(inner, Math.Min((uint)keep.Accessor.GetValue(inner), (uint)count));
            }
            else if (change.MessageType.Name.EndsWith("Change", StringComparison.Ordinal))
            {
                FitMessage(inner, value as IMessage);
            }
        }
    }
}
