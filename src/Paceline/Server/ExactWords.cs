using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Paceline.Server;

/// <summary>A value of a command is no such value; the message is the sentence for whoever sent it, without the place.</summary>
internal sealed class RefusedValueException(string message) : JsonException(message);

/// <summary>Reads a word of the API: exactly one of its names, in capitals or not. Two with a comma between them, which .NET takes for flags,
/// are none of them; nor is a number, also in quotes. The browser only reads what this server wrote, and needs none of it.</summary>
internal sealed class ExactWords : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert))!; // It has a constructor.

    private sealed class Of<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private const int ShownMax = 40;

        private static readonly FrozenDictionary<string, T> _words =
            Enum.GetNames<T>().ToFrozenDictionary(static name => name, static name => Enum.Parse<T>(name), StringComparer.OrdinalIgnoreCase);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Word(reader.TokenType is JsonTokenType.String ? reader.GetString() : null);

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Word(reader.GetString());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(NameOf(value));

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(NameOf(value));

        private static T Word(string? said) => said is not null && _words.TryGetValue(said, out var word) ? word : throw new RefusedValueException(
            $"Expected one of {string.Join(", ", Enum.GetNames<T>())}"
            + (said is null ? "; no word came." : $"; \"{(said.Length <= ShownMax ? said : said[..ShownMax])}\" is none."));

        private static string NameOf(T value) => Enum.GetName(value) ?? throw new JsonException($"{value} is no word of {typeof(T).Name}.");
    }
}
