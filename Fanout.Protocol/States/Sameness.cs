using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.States;

/// <summary>Whether two values are one: written as the same bytes.</summary>
/// <remarks>
/// <c>Equals</c> is not that. Of generated messages it takes an absent <c>optional</c> field for one that is zero,
/// which would lose the half-inning that was not played; of boxed doubles it takes 0 for -0.
/// </remarks>
internal static class Sameness
{
    private static readonly ConcurrentDictionary<MessageDescriptor, bool> Known = new();

    public static bool Same(object first, object second)
    {
        if (ReferenceEquals(first, second))
            return true;
        return first switch
        {
            double number => BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits((double)second),
            IMessage message =>
                message.Equals(second) && (!HidesPresence(message.Descriptor) || SameBytes(message, (IMessage)second)),
            _ => first.Equals(second),
        };
    }

    private static bool SameBytes(IMessage first, IMessage second) =>
        first.ToByteString().Equals(second.ToByteString());

    /// <summary>
    /// Whether a scalar can be absent somewhere within. Our messages hold none of their own kind, so this ends.
    /// </summary>
    private static bool HidesPresence(MessageDescriptor type) => Known.GetOrAdd(type, static type =>
        type.Fields.InFieldNumberOrder().Any(static field =>
            field.FieldType == FieldType.Message
                ? HidesPresence(field.MessageType)
                : !field.IsRepeated && field.HasPresence));
}
