using System.Text;
using Fanout.Protocol.Json;
using Google.Protobuf;

namespace Fanout.Protocol.Tests.Vectors;

internal static class JsonForm
{
    /// <summary>A sample from its JSON form; one that says more than the message can hold is a slip of ours.</summary>
    public static T Read<T>(string text) where T : class, IMessage<T>, new()
    {
        var read = ProtoJson.Read<T>(Encoding.UTF8.GetBytes(text));
        Assert.Equal([], read.UnknownMembers.Paths);
        return read.Message;
    }
}
