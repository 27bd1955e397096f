using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>How facts, orders and inputs are written for ever: camelCase, enums as words, ids as their plain value, times as
/// ISO 8601 text.</summary>
public static class FactJson
{
    public static JsonSerializerOptions Options { get; } = Frozen();

    /// <param name="value">With the type it is declared as: a fact as <see cref="DialingFact"/>, or its word is left out.</param>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="JsonException">The text is no such thing.</exception>
    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"Expected a {typeof(T).Name}; null is none.");

    private static JsonSerializerOptions Frozen()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            // Never a part of a page: a "+" stays a "+".
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = JsonNumberHandling.Strict,
            AllowOutOfOrderMetadataProperties = true,
            RespectNullableAnnotations = true,
            Converters =
            {
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
                new TextConverter<Instant>(InstantPattern.ExtendedIso),
                new TextConverter<Duration>(DurationPattern.JsonRoundtrip),
                new TextConverter<LocalTime>(LocalTimePattern.ExtendedIso),
                new TextConverter<LocalDate>(LocalDatePattern.Iso),
                new ValueConverter<PhoneNumber, string>(static n => n.Dialable, static text => new(text)),
                new ValueConverter<AttemptId, Guid>(static id => id.Value, static value => new(value)),
                new ValueConverter<ChainId, long>(static id => id.Value, static value => new(value)),
                new ValueConverter<RecordId, long>(static id => id.Value, static value => new(value)),
                new ValueConverter<GroupId, string>(static id => id.Value, static value => new(value)),
                new ValueConverter<AgentId, string>(static id => id.Value, static value => new(value)),
                new ValueConverter<NodeEpoch, string>(static id => id.Value, static value => new(value)),
            },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>A time in the text form of its pattern.</summary>
    private sealed class TextConverter<T>(IPattern<T> pattern) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            pattern.Parse(reader.GetString()!) is { Success: true } parsed
                ? parsed.Value
                : throw new JsonException($"Expected a {typeof(T).Name}; {reader.GetString()} is none.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(pattern.Format(value));
    }

    /// <summary>A word of the trade as the plain value it wraps.</summary>
    private sealed class ValueConverter<T, TValue>(Func<T, TValue> value, Func<TValue, T> made) : JsonConverter<T>
        where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<TValue>(ref reader, options) is { } plain
                ? made(plain)
                : throw new JsonException($"Expected a {typeof(T).Name}; null is none.");

        public override void Write(Utf8JsonWriter writer, T value1, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value(value1), options);
    }
}
