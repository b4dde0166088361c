-- The event that is sent, some 300 bytes: the same to every server that is measured.

return [[{"category":"sale","title":"Order 81726","description":"A customer in Graz bought the yearly plan after a trial of two weeks.","fields":{"amount":49.90,"currency":"EUR","plan":"PRO","customer":"c-5b1f0a7e","newsletter": true},"url":"https://shop.example/orders/81726"}]]
