using System.Text.Json.Nodes;
using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.AsyncApi;
using Google.Protobuf.Reflection;

namespace Fanout.Server.Tests.AsyncApi;

public sealed class StreamDescriptionTests
{
    [Fact]
    public async Task Every_kind_of_frame_is_a_message_of_the_channel_with_an_operation()
    {
        var document = await DescribeAsync();
        foreach (var (frames, action) in new[] { (ClientFrame.Descriptor, "receive"), (ServerFrame.Descriptor, "send") })
        {
            foreach (var frame in frames.Fields.InDeclarationOrder())
            {
                var operation = document["operations"]![action + frame.MessageType.Name]!;
                Assert.Equal(action, (string?)operation["action"]);
                var message = Resolve(document, operation["messages"]![0]!);
                Assert.Equal(frame.JsonName, (string?)message["name"]);
                var payload = Resolve(document, message["payload"]!["properties"]![frame.JsonName]!);
                Assert.Equal(Members(frame.MessageType), payload["properties"]?.AsObject().Select(static one => one.Key) ?? []);
            }
        }
        var count = ClientFrame.Descriptor.Fields.InDeclarationOrder().Count + ServerFrame.Descriptor.Fields.InDeclarationOrder().Count;
        Assert.Equal(count, document["operations"]!.AsObject().Count);
        Assert.Equal(count, document["channels"]!["stream"]!["messages"]!.AsObject().Count);
    }

    [Fact]
    public async Task Every_reference_leads_to_something()
    {
        var document = await DescribeAsync();
        var references = References(document).ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(Follow(document, reference)));
    }

    [Fact]
    public async Task The_channel_names_both_subprotocols_and_every_close_code()
    {
        var channel = (await DescribeAsync())["channels"]!["stream"]!;
        Assert.Equal("/v1/stream", (string?)channel["address"]);
        Assert.Equal(
            ["fanout.v1.proto", "fanout.v1.json"],
            channel["bindings"]!["ws"]!["headers"]!["properties"]!["Sec-WebSocket-Protocol"]!["enum"]!.AsArray().Select(static one => (string)one!));
        Assert.Equal(
            Enum.GetValues<CloseCode>().Select(static code => (int)code),
            channel["x-close-codes"]!.AsArray().Select(static one => (int)one!["code"]!));
    }

    /// <summary>As a reader gets it.</summary>
    private static async Task<JsonNode> DescribeAsync()
    {
        var document = await StreamDescription.CreateAsync(TestContext.Current.CancellationToken);
        return JsonNode.Parse(document.ToJsonString())!;
    }

    private static IEnumerable<string> Members(MessageDescriptor message) =>
        message.Fields.InFieldNumberOrder().Select(static field => field.JsonName);

    private static JsonNode Resolve(JsonNode document, JsonNode node)
    {
        while (node["$ref"] is { } reference)
            node = Follow(document, (string)reference!) ?? throw new KeyNotFoundException((string)reference!);
        return node;
    }

    private static JsonNode? Follow(JsonNode document, string reference) =>
        reference.Split('/').Skip(1).Aggregate((JsonNode?)document, static (node, name) => node?[name]);

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(static member => member.Key == "$ref" ? [(string)member.Value!] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
