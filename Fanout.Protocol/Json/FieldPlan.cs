using System.Text.Json;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Protocol.Json;

/// <summary>How a value looks in JSON.</summary>
internal enum ValueForm
{
    Boolean,
    Int32,
    UInt32,
    Double,
    String,
    Enum,
    Instant, // google.protobuf.Timestamp as RFC 3339
    Message,
}

/// <summary>How one field is written and read: all that its descriptor says, looked up once.</summary>
internal sealed class FieldPlan
{
    private readonly FieldDescriptor _descriptor;
    private readonly JsonStyle _style;
    private MessagePlan? _child;

    public FieldPlan(FieldDescriptor descriptor, int index, JsonStyle style)
    {
        _descriptor = descriptor;
        _style = style;
        Index = index;
        Name = descriptor.JsonName;
        EncodedName = JsonEncodedText.Encode(descriptor.JsonName);
        Repeated = descriptor.IsRepeated;
        Form = FormOf(descriptor);
        HasPresence = !Repeated && (descriptor.HasPresence || Form is ValueForm.Message or ValueForm.Instant);
        Accessor = descriptor.Accessor;
        Enum = Form == ValueForm.Enum ? EnumPlan.For(descriptor.EnumType) : null;
        Choice = descriptor.RealContainingOneof;
        ZeroIsSilent = style == JsonStyle.Event && Form is ValueForm.String or ValueForm.Enum;
    }

    /// <summary>Place among the fields of its message, from 0.</summary>
    public int Index { get; }

    public string Name { get; }
    public string OriginalName => _descriptor.Name;
    public JsonEncodedText EncodedName { get; }
    public ValueForm Form { get; }
    public bool Repeated { get; }

    /// <summary>Whether the field can be absent; otherwise unset means zero, and zero is printed.</summary>
    public bool HasPresence { get; }

    public IFieldAccessor Accessor { get; }
    public EnumPlan? Enum { get; }

    /// <summary>The oneof that the field belongs to.</summary>
    public OneofDescriptor? Choice { get; }

    /// <summary>Whether a zero says nothing and is left out (<see cref="JsonStyle.Event"/>).</summary>
    public bool ZeroIsSilent { get; }

    /// <summary>
    /// Plan of the message that the field holds. Built when first needed, so that a message may hold its own kind.
    /// </summary>
    public MessagePlan Child => _child ??= MessagePlan.For(_descriptor.MessageType, _style);

    /// <exception cref="NotSupportedException">The field's type has no place in the JSON form (DESIGN: nothing that a
    /// client handles is a 64-bit integer).</exception>
    private static ValueForm FormOf(FieldDescriptor field)
    {
        if (field.IsMap) throw Unsupported(field, "a map, whose order is not fixed");
        return field.FieldType switch
        {
            FieldType.Bool => ValueForm.Boolean,
            FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => ValueForm.Int32,
            FieldType.UInt32 or FieldType.Fixed32 => ValueForm.UInt32,
            FieldType.Double => ValueForm.Double,
            FieldType.String => ValueForm.String,
            FieldType.Enum => ValueForm.Enum,
            FieldType.Message when field.MessageType == Timestamp.Descriptor => ValueForm.Instant,
            FieldType.Message => ValueForm.Message,
            _ => throw Unsupported(field, $"of type {field.FieldType}"),
        };
    }

    private static NotSupportedException Unsupported(FieldDescriptor field, string what) =>
        new($"{field.FullName} is {what}: the JSON form has no such field");
}
