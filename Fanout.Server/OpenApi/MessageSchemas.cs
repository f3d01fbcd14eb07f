using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Microsoft.OpenApi;

namespace Fanout.Server.OpenApi;

/// <summary>JSON schemas of the messages, read off their descriptors as the JSON form itself is (docs/protocol).</summary>
internal static class MessageSchemas
{
    /// <summary>Adds the schema of a message and of all that it holds to the document's components; returns a reference to it.</summary>
    public static IOpenApiSchema Reference(OpenApiDocument document, MessageDescriptor message)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        if (!document.Components.Schemas.ContainsKey(message.Name))
        {
            var schema = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema>() };
            document.Components.Schemas[message.Name] = schema; // before its members: messages may nest
            foreach (var field in message.Fields.InFieldNumberOrder())
                schema.Properties[field.JsonName] = Field(document, field);
        }
        return new OpenApiSchemaReference(message.Name, document);
    }

    private static IOpenApiSchema Field(OpenApiDocument document, FieldDescriptor field)
    {
        var one = Value(document, field);
        return field.IsRepeated ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = one } : one;
    }

    private static IOpenApiSchema Value(OpenApiDocument document, FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message when field.MessageType == Timestamp.Descriptor =>
            new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
        FieldType.Message => Reference(document, field.MessageType),
        FieldType.Enum => new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = [.. field.EnumType.Values.Select(value => (System.Text.Json.Nodes.JsonNode)value.Name)],
        },
        FieldType.Bool => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        FieldType.Double => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" },
        FieldType.String => new OpenApiSchema { Type = JsonSchemaType.String },
        FieldType.Int32 => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
        _ => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "uint32", Minimum = "0" },
    };
}
