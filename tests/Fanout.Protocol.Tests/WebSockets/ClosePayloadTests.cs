using System.Text;
using CsCheck;
using Fanout.Protocol.WebSockets;

namespace Fanout.Protocol.Tests.WebSockets;

public sealed class ClosePayloadTests
{
    private static readonly IReadOnlyDictionary<string, CloseVector> Golden =
        WebSocketVectors.Load<CloseVector>("close-payloads.json");

    public static TheoryData<string> Names => WebSocketVectors.Names(Golden);

    [Theory]
    [MemberData(nameof(Names))]
    public void Writes_and_reads_a_vector(string name)
    {
        var vector = Golden[name];
        var payload = new byte[FrameHead.ControlPayloadSizeMax];
        var size = ClosePayload.Write(payload, (CloseCode)vector.Code, vector.Reason);
        Assert.Equal(vector.Payload, Convert.ToHexStringLower(payload.AsSpan(0, size)));

        Assert.Equal((CloseCode)vector.Code, ClosePayload.Read(payload.AsSpan(0, size), out var reason));
        Assert.Equal(vector.ReasonRead ?? vector.Reason, Encoding.UTF8.GetString(reason));
    }

    [Fact]
    public void Any_reason_is_written_as_valid_UTF8_that_fits() =>
        Gen.String[Gen.Char, 0, 200].Sample(reason =>
        {
            var payload = new byte[FrameHead.ControlPayloadSizeMax];
            var size = ClosePayload.Write(payload, CloseCode.GoingAway, reason);
            Assert.Equal(CloseCode.GoingAway, ClosePayload.Read(payload.AsSpan(0, size), out _));
        });

    [Theory]
    [InlineData(CloseCode.Abnormal)]
    [InlineData(CloseCode.TlsHandshake)]
    [InlineData((CloseCode)1004)]
    [InlineData((CloseCode)2999)]
    public void Refuses_to_write_a_code_that_may_not_be_sent(CloseCode code) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClosePayload.Write(new byte[125], code, ""));

    private sealed record CloseVector(
        string Name,
        ushort Code,
        string Reason,
        string Payload,
        string? ReasonRead = null) : WebSocketVectors.INamed;
}
