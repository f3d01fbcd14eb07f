using System.IO.Hashing;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.States;

/// <summary>
/// The parts that a state hash sums up: one field of a message in the canonical encoding, or one element of a keyed
/// list.
/// </summary>
/// <remarks>The record's tag is the part's key.</remarks>
internal static class CanonicalRecord
{
    /// <summary>
    /// Hash of a field that is not a keyed list: all of its records together; 0 when nothing is written for it.
    /// </summary>
    public static uint Hash(CanonicalPlan field, IMessage message)
    {
        var writer = CanonicalWriter.Begin();
        field.Prepend(writer, message);
        return writer.Written.IsEmpty ? 0 : XxHash32.HashToUInt32(writer.Written);
    }

    /// <summary>Hash of one element of a keyed list.</summary>
    public static uint HashElement(FieldDescriptor field, IMessage element)
    {
        var writer = CanonicalWriter.Begin();
        writer.PrependMessage(field.FieldNumber, element, CanonicalPlan.Of(element.Descriptor));
        return XxHash32.HashToUInt32(writer.Written);
    }
}
