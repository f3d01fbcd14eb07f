using System.Collections;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Protocol.Json;

/// <summary>Walks one message and writes it.</summary>
internal readonly struct ProtoJsonWriter(Utf8JsonWriter json)
{
    private readonly JsonPath _path = new();

    public void Write(IMessage message) => WriteMessage(message, MessagePlan.For(message.Descriptor));

    private void WriteMessage(IMessage message, MessagePlan plan)
    {
        json.WriteStartObject();
        foreach (var field in plan.Fields)
        {
            if (field.Repeated) WriteList(message, plan, field);
            else WriteField(message, field);
        }
        json.WriteEndObject();
    }

    private void WriteField(IMessage message, FieldPlan field)
    {
        if (field.HasPresence && !IsPresent(message, field)) return;
        var value = field.Accessor.GetValue(message);
        if (!field.HasPresence && field.ZeroIsSilent && IsZero(value)) return;

        json.WritePropertyName(field.EncodedName);
        _path.Push(field.Name);
        WriteValue(value, field);
        _path.Pop();
    }

    private void WriteList(IMessage message, MessagePlan plan, FieldPlan field)
    {
        var list = (IList)field.Accessor.GetValue(message);
        if (list.Count == 0 && plan.EmptyListsSilent) return;

        json.WritePropertyName(field.EncodedName);
        json.WriteStartArray();
        _path.Push(field.Name);
        for (var i = 0; i < list.Count; i++)
        {
            _path.Push(i);
            WriteValue(list[i]!, field);
            _path.Pop();
        }
        _path.Pop();
        json.WriteEndArray();
    }

    private void WriteValue(object value, FieldPlan field)
    {
        switch (field.Form)
        {
            case ValueForm.Boolean: json.WriteBooleanValue((bool)value); break;
            case ValueForm.Int32: json.WriteNumberValue((int)value); break;
            case ValueForm.UInt32: json.WriteNumberValue((uint)value); break;
            case ValueForm.Double: WriteDouble((double)value); break;
            case ValueForm.String: json.WriteStringValue((string)value); break;
            case ValueForm.Enum: WriteEnum((int)value, field.Enum!); break;
            case ValueForm.Instant: WriteInstant((Timestamp)value); break;
            default: WriteMessage((IMessage)value, field.Child); break;
        }
    }

    private void WriteDouble(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new JsonFormatException(_path.ToString(),
                $"{value.ToString(CultureInfo.InvariantCulture)} is not a number that JSON can hold");
        }
        json.WriteNumberValue(value);
    }

    private void WriteEnum(int number, EnumPlan plan)
    {
        if (plan.TryName(number, out var name)) json.WriteStringValue(name);
        else json.WriteNumberValue(number);
    }

    private void WriteInstant(Timestamp value)
    {
        try
        {
            json.WriteStringValue(Rfc3339.Format(value));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new JsonFormatException(_path.ToString(),
                $"{value.Seconds} s and {value.Nanos} ns after 1970 is not an instant of the years 0001 to 9999");
        }
    }

    private static bool IsPresent(IMessage message, FieldPlan field) =>
        field.Form is ValueForm.Message or ValueForm.Instant
            ? field.Accessor.GetValue(message) is not null
            : field.Accessor.HasValue(message);

    private static bool IsZero(object value) =>
        value is string { Length: 0 } || (value is System.Enum && (int)value == 0);
}
