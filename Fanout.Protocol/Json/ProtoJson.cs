using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;

namespace Fanout.Protocol.Json;

/// <summary>The JSON form of every message of the protocol, in UTF-8 (docs/protocol/json.md).</summary>
/// <remarks>
/// Written from the messages' descriptors, so a new field needs no code here. Google.Protobuf's own JsonFormatter lost:
/// it prints through a TextWriter, prints absent <c>optional</c> fields or no zeros at all, and its parser neither
/// counts unknown members nor says where it failed.
/// </remarks>
public static class ProtoJson
{
    // Names go out as they are, in UTF-8: our JSON is never pasted into HTML unescaped, and \u00fc is three times the
    // bytes of ü.
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes a message to <paramref name="destination"/>.</summary>
    /// <exception cref="JsonFormatException">A number is NaN or infinite, or an instant is out of range; what was
    /// written is then of no use.</exception>
    public static void Write(IMessage message, IBufferWriter<byte> destination)
    {
        using var json = new Utf8JsonWriter(destination, WriterOptions);
        Write(message, json);
    }

    /// <summary>Writes a message as one value of a larger text. Flushing is the caller's.</summary>
    /// <inheritdoc cref="Write(IMessage, IBufferWriter{byte})"/>
    public static void Write(IMessage message, Utf8JsonWriter destination)
    {
        new ProtoJsonWriter(destination).Write(message);
    }

    /// <summary>A message as text, for logs, errors and terminals.</summary>
    /// <inheritdoc cref="Write(IMessage, IBufferWriter{byte})"/>
    public static string ToText(IMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(message, buffer);
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads one message. Nothing but white space may surround it.</summary>
    /// <exception cref="JsonFormatException">The text is not JSON, is past a limit, or is not this message.</exception>
    public static JsonReadResult<T> Read<T>(ReadOnlySpan<byte> utf8, JsonReadOptions? options = null)
        where T : class, IMessage<T>, new()
    {
        return ProtoJsonReader.Read<T>(utf8, options ?? JsonReadOptions.Default);
    }

    /// <inheritdoc cref="Read{T}(ReadOnlySpan{byte}, JsonReadOptions)"/>
    public static JsonReadResult<T> Read<T>(in ReadOnlySequence<byte> utf8, JsonReadOptions? options = null)
        where T : class, IMessage<T>, new()
    {
        options ??= JsonReadOptions.Default;
        if (utf8.IsSingleSegment) return Read<T>(utf8.FirstSpan, options);
        ProtoJsonReader.CheckSize(utf8.Length, options);

        // One piece, because UTF-8 can only be checked whole; the limit bounds the copy.
        var rented = ArrayPool<byte>.Shared.Rent((int)utf8.Length);
        try
        {
            utf8.CopyTo(rented);
            return Read<T>(rented.AsSpan(0, (int)utf8.Length), options);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
