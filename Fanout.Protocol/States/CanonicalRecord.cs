using System.IO.Hashing;
using Google.Protobuf;

namespace Fanout.Protocol.States;

/// <summary>
/// The parts that a state hash sums up: one field of a message in the canonical encoding, or one element of a keyed
/// list.
/// </summary>
/// <remarks>
/// The record's tag is the part's key. A part is written as the newest minor has it; only one that holds something
/// later than minor 0 is written a second time, without it.
/// </remarks>
internal static class CanonicalRecord
{
    /// <summary>
    /// Hash of a field that is not a keyed list: all of its records together; 0 when nothing is written for it.
    /// </summary>
    public static PartHash Hash(FieldShape field, IMessage message)
    {
        var writer = CanonicalWriter.Begin();
        field.Canonical.Prepend(writer, message);
        var hash = HashOf(writer);
        if (!writer.HoldsLater)
            return new PartHash(hash, 0);
        writer = CanonicalWriter.Begin();
        field.CanonicalOfMinor0.Prepend(writer, message);
        return new PartHash(HashOf(writer), hash);
    }

    /// <summary>Hash of one element of a keyed list.</summary>
    public static PartHash HashElement(FieldShape field, IMessage element)
    {
        var writer = WriteElement(field, element, CanonicalPlan.Minor);
        var hash = HashOf(writer);
        return writer.HoldsLater
            ? new PartHash(HashOf(WriteElement(field, element, minor: 0)), hash)
            : new PartHash(hash, 0);
    }

    private static CanonicalWriter WriteElement(FieldShape field, IMessage element, int minor)
    {
        var writer = CanonicalWriter.Begin();
        writer.PrependMessage(field.State.FieldNumber, element, CanonicalPlan.Of(element.Descriptor, minor));
        return writer;
    }

    private static uint HashOf(CanonicalWriter writer) =>
        writer.Written.IsEmpty ? 0 : XxHash32.HashToUInt32(writer.Written);
}
