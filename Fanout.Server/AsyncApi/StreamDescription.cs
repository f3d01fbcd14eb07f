using System.Text.Json.Nodes;
using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.OpenApi;
using Fanout.Server.Transport;
using Google.Protobuf.Reflection;
using Microsoft.OpenApi;

namespace Fanout.Server.AsyncApi;

/// <summary>The stream as AsyncAPI 3 has it, made from the descriptors of the messages and the data of the close codes.</summary>
internal static class StreamDescription
{
    private const string Channel = "#/channels/stream";

    // What the server says to each; the rest of what it sends is told unasked.
    private static readonly Dictionary<string, string[]> Replies = new()
    {
        ["hello"] = ["authorized"],
        ["auth"] = ["authorized"],
        ["subscribe"] = ["subscribed", "error"],
        ["unsubscribe"] = ["unsubscribed", "error"],
        ["ping"] = ["pong"],
    };

    /// <summary>The document, but for <c>servers</c>, which depend on how a reader reached this one.</summary>
    public static async Task<JsonObject> CreateAsync(CancellationToken cancellation)
    {
        var fromClients = ClientFrame.Descriptor.Oneofs[0].Fields;
        var fromServer = ServerFrame.Descriptor.Oneofs[0].Fields;
        FieldDescriptor[] frames = [.. fromClients, .. fromServer];
        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Fanout stream",
                ["version"] = "v1",
                ["description"] = "Live scores as they change. One WebSocket message is one frame: an object with one member, named for the kind. "
                    + "What is the case now is at the HTTP API (/openapi/v1.json).",
                ["license"] = new JsonObject { ["name"] = "Apache-2.0" },
            },
            ["defaultContentType"] = "application/json",
            ["channels"] = new JsonObject { ["stream"] = StreamChannel(frames) },
            ["operations"] = new JsonObject(
                [.. fromClients.Select(frame => Operation("receive", frame)), .. fromServer.Select(frame => Operation("send", frame))]),
            ["components"] = new JsonObject
            {
                ["messages"] = new JsonObject(frames.Select(Message)),
                ["schemas"] = await SchemasAsync(frames, cancellation),
            },
        };
    }

    private static JsonObject StreamChannel(IEnumerable<FieldDescriptor> frames) => new()
    {
        ["address"] = StreamEndpoint.Path,
        ["description"] = "Subprotocol fanout.v1.json has the frames as text, as described here; fanout.v1.proto, the default, the same as protobuf "
            + "in binary messages (ServerFrame and ClientFrame of frames.proto).",
        ["messages"] = new JsonObject(frames.Select(
            static frame => KeyValuePair.Create(frame.JsonName, (JsonNode?)Ref($"#/components/messages/{frame.JsonName}")))),
        ["bindings"] = new JsonObject
        {
            ["ws"] = new JsonObject
            {
                ["method"] = "GET",
                ["headers"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject
                    {
                        ["Sec-WebSocket-Protocol"] = new JsonObject
                        {
                            ["type"] = "string",
                            ["enum"] = new JsonArray("fanout.v1.proto", "fanout.v1.json"),
                            ["default"] = "fanout.v1.proto",
                        },
                    },
                },
                ["bindingVersion"] = "0.1.0",
            },
        },
        // AsyncAPI has no word for these.
        ["x-close-codes"] = new JsonArray([.. CloseCodes.All.Select(static known => new JsonObject
        {
            ["code"] = known.Code,
            ["name"] = known.Id.ToString(),
            ["meaning"] = known.Meaning,
            ["sent"] = known.Sent,
            ["reconnect"] = known.Reconnect,
        })]),
    };

    private static KeyValuePair<string, JsonNode?> Operation(string action, FieldDescriptor frame)
    {
        var operation = new JsonObject
        {
            ["action"] = action,
            ["channel"] = Ref(Channel),
            ["messages"] = new JsonArray(Ref($"{Channel}/messages/{frame.JsonName}")),
        };
        if (Replies.TryGetValue(frame.JsonName, out var replies))
        {
            operation["reply"] = new JsonObject
            {
                ["channel"] = Ref(Channel),
                ["messages"] = new JsonArray([.. replies.Select(static reply => Ref($"{Channel}/messages/{reply}"))]),
            };
        }
        return KeyValuePair.Create(action + frame.MessageType.Name, (JsonNode?)operation);
    }

    private static KeyValuePair<string, JsonNode?> Message(FieldDescriptor frame) => KeyValuePair.Create(
        frame.JsonName,
        (JsonNode?)new JsonObject
        {
            ["name"] = frame.JsonName,
            ["payload"] = new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray(frame.JsonName),
                ["properties"] = new JsonObject { [frame.JsonName] = Ref($"#/components/schemas/{frame.MessageType.Name}") },
            },
        });

    /// <summary>Those of the HTTP API's description, which keeps them under the same path.</summary>
    private static async Task<JsonNode?> SchemasAsync(IEnumerable<FieldDescriptor> frames, CancellationToken cancellation)
    {
        var holder = new OpenApiDocument { Info = new OpenApiInfo(), Paths = [] };
        foreach (var frame in frames)
            MessageSchemas.Reference(holder, frame.MessageType);
        var text = await holder.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellation);
        return JsonNode.Parse(text)!["components"]!["schemas"]!.DeepClone();
    }

    private static JsonObject Ref(string target) => new() { ["$ref"] = target };
}
