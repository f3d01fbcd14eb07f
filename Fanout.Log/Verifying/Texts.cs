using Fanout.Protocol.Json;
using Google.Protobuf;

namespace Fanout.Log;

/// <summary>Messages in findings: as JSON, and no longer than a person reads.</summary>
internal static class Texts
{
    private const int LengthMax = 300;

    public static string Of(IMessage message)
    {
        string text = ProtoJson.ToText(message);
        return text.Length <= LengthMax ? text : $"{text[..LengthMax]}… ({text.Length} characters)";
    }
}
