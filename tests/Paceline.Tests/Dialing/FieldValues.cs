using Paceline.Dialing.Contacts;

namespace Paceline.Tests.Dialing;

/// <summary>What each type of a record's field takes, and the sentence when it does not.</summary>
public sealed class FieldValues
{
    [Theory]
    [InlineData(FieldType.Text, " Ann Example ", "Ann Example")]
    [InlineData(FieldType.Check, "TRUE", "yes")]
    [InlineData(FieldType.Check, "x", "yes")]
    [InlineData(FieldType.Check, "No", "no")]
    [InlineData(FieldType.Date, "2027-03-01", "2027-03-01")]
    [InlineData(FieldType.Number, "-12.50", "-12.50")]
    [InlineData(FieldType.Number, "007", "007")]
    [InlineData(FieldType.List, "Gold", "Gold")]
    [InlineData(FieldType.List, "", "")]
    [InlineData(FieldType.Date, " ", "")]
    public void Each_type_keeps_what_fits_it(FieldType type, string text, string kept) =>
        Of(type).Read(text).ShouldBe(new FieldValue.Kept(kept));

    [Theory]
    [InlineData(FieldType.Check, "perhaps", "Tariff takes yes or no; “perhaps” is not.")]
    [InlineData(FieldType.Date, "2027-02-30", "Tariff takes a date such as 2027-03-31; “2027-02-30” is not.")]
    [InlineData(FieldType.Date, "01/03/2027", "a date such as 2027-03-31")]
    [InlineData(FieldType.Number, "12,5", "Tariff takes a number such as 12 or 12.50; “12,5” is not.")]
    [InlineData(FieldType.Number, "1e3", "a number")]
    [InlineData(FieldType.List, "gold", "Tariff takes one of: Gold, Silver; “gold” is not.")]
    public void Each_type_refuses_the_rest_in_a_sentence(FieldType type, string text, string sentence) =>
        Of(type).Read(text).ShouldBeOfType<FieldValue.Refused>().Sentence.ShouldContain(sentence);

    [Fact]
    public void A_value_has_a_longest_length()
    {
        Of(FieldType.Text).Read(new('x', FieldDefinition.ValueLengthMax)).ShouldBeOfType<FieldValue.Kept>();
        Of(FieldType.Text).Read(new('x', FieldDefinition.ValueLengthMax + 1)).ShouldBeOfType<FieldValue.Refused>().Sentence
            .ShouldBe("Tariff has at most 1000 characters; this has 1001.");
    }

    private static FieldDefinition Of(FieldType type) =>
        new("tariff_code", "Tariff", type, Editable: true, Shown: true, type is FieldType.List ? ["Gold", "Silver"] : []);
}
