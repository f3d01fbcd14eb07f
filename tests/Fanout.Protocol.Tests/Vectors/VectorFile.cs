using System.Text;
using System.Text.Json;
using Fanout.Protocol.Json;
using Google.Protobuf;

namespace Fanout.Protocol.Tests.Vectors;

/// <summary>A file of vectors: indented, but a message's JSON form on one line.</summary>
internal sealed class VectorFile : IDisposable
{
    private readonly MemoryStream _text = new();
    private readonly Utf8JsonWriter _json;

    private VectorFile()
    {
        _json = new Utf8JsonWriter(_text, new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
    }

    /// <summary>A file with the one member <c>cases</c>.</summary>
    public static string Of<T>(IEnumerable<T> cases, Action<VectorFile, T> write)
    {
        using var file = new VectorFile();
        file._json.WriteStartObject();
        file.Write("cases", cases, write);
        file._json.WriteEndObject();
        file._json.Flush();
        return Encoding.UTF8.GetString(file._text.ToArray()) + "\n";
    }

    public void Write<T>(string name, IEnumerable<T> items, Action<VectorFile, T> write)
    {
        _json.WriteStartArray(name);
        foreach (var item in items)
        {
            _json.WriteStartObject();
            write(this, item);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
    }

    public void Write(string name, string value) => _json.WriteString(name, value);

    public void Write(string name, uint value) => _json.WriteNumber(name, value);

    public void Hex(string name, ReadOnlySpan<byte> bytes) => _json.WriteString(name, Convert.ToHexStringLower(bytes));

    public void Hex(string name, IMessage message) => Hex(name, message.ToByteArray());

    public void Form(string name, IMessage message)
    {
        _json.WritePropertyName(name);
        _json.WriteRawValue(ProtoJson.ToText(message));
    }

    public void Dispose()
    {
        _json.Dispose();
        _text.Dispose();
    }
}
