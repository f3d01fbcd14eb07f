using System.Text.Json;
using Fanout.Client.Connections;
using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;

namespace Fanout.Client.Tests.Connections;

public sealed class EndingTests
{
    public static TheoryData<int, bool> Vectors
    {
        get
        {
            var path = Path.Combine(AppContext.BaseDirectory, "close-codes.json");
            using var file = JsonDocument.Parse(File.ReadAllBytes(path));
            var data = new TheoryData<int, bool>();
            foreach (var vector in file.RootElement.GetProperty("vectors").EnumerateArray())
                data.Add(vector.GetProperty("code").GetInt32(), vector.GetProperty("mayReconnect").GetBoolean());
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Is_for_good_where_the_golden_vectors_say_so(int code, bool mayReconnect) =>
        Assert.Equal(mayReconnect, Ending.Of(code, "why", goodbye: null).Refusal is null);

    [Fact]
    public void Says_the_code_and_the_reason() =>
        Assert.Equal("the server closed with 1009: too long", Ending.Of(1009, "too long", goodbye: null).Refusal?.Message);

    [Fact]
    public void Is_not_for_good_when_the_connection_was_lost_without_a_word() =>
        Assert.Null(Ending.Of(closeCode: null, closeReason: null, goodbye: null).Refusal);

    [Fact]
    public void Is_what_the_goodbye_said_when_the_close_frame_was_lost()
    {
        var goodbye = new Goodbye { Code = (uint)CloseCode.EntitlementLost, Reason = "entitlement lost" };
        Assert.Equal(
            "the server closed with 4502: entitlement lost",
            Ending.Of(closeCode: null, closeReason: null, goodbye).Refusal?.Message);
        Assert.Null(Ending.Of((int)CloseCode.Drain, "drain", goodbye).Refusal);
    }
}
